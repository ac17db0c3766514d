import fc from 'fast-check'
import { expect, it } from 'vitest'
import { encoderOf } from '../../../src/postgres/copy/copyBinary'

const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('a', '×', 'é', '\u0080', '\u00ff', '\u0100', '€') }),
)

it('a text travels as its length and its UTF-8, a character a byte', () => {
  const encode = encoderOf('text')
  fc.assert(
    fc.property(texts, (text) => {
      const bytes = Buffer.from(text, 'utf8')
      const length = Buffer.alloc(4)
      length.writeInt32BE(bytes.length)
      expect(Buffer.from(encode(text), 'latin1')).toEqual(Buffer.concat([length, bytes]))
    }),
  )
})
