import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Pieces } from '../../../src/postgres/copy/pieces'

const text = fc
  .record({ character: fc.constantFrom('a', '\0', '\xff'), length: fc.oneof(fc.nat(64), fc.nat(100_000)) })
  .map(({ character, length }) => character.repeat(length))
const bytesOf = (pieces: Pieces) => Buffer.concat(pieces.all()).toString('latin1')

describe('pieces of a copy', () => {
  it('hold what was added in its order, whatever was sent before and is filled again', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(2), text), { maxLength: 24 }), fc.nat(2), (added, sent) => {
        const copies = [0, 1, 2].map(() => ({ pieces: new Pieces(), text: '' }))
        for (const [i, each] of added) {
          copies[i]!.pieces.add(each)
          copies[i]!.text += each
        }
        expect(bytesOf(copies[sent]!.pieces)).toBe(copies[sent]!.text)
        copies[sent]!.pieces.release()
        const next = new Pieces()
        for (const [, each] of added) next.add(each)
        expect(bytesOf(next)).toBe(added.map(([, each]) => each).join(''))
        for (const copy of copies) if (copy !== copies[sent]) expect(bytesOf(copy.pieces)).toBe(copy.text)
      }),
      { numRuns: 60 },
    )
  })

  it('are filled again once they are sent', () => {
    const [first, second] = [new Pieces(), new Pieces()]
    first.add('first')
    const memory = first.all()[0]!.buffer
    first.release()
    second.add('second')
    expect(second.all()[0]!.buffer).toBe(memory)
  })
})
