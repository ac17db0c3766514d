import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { textOf } from '../../../../src/indexer/squid/textOf'

const answer = (...pieces: Buffer[]) => {
  const body = new PassThrough()
  for (const piece of pieces) body.write(piece)
  body.end()
  return { body }
}

test('an answer in ASCII is read as it is', async () => {
  expect(await textOf(answer(Buffer.from('{"a":'), Buffer.from('"0x1f"}')))).toBe('{"a":"0x1f"}')
})

test('a letter of two bytes is whole although its bytes came apart', async () => {
  const bytes = Buffer.from('{"name":"Ünï"}')
  const at = bytes.indexOf(0xc3) + 1
  expect(await textOf(answer(bytes.subarray(0, at), bytes.subarray(at)))).toBe('{"name":"Ünï"}')
})

test('an answer without a body is an empty text, and one that is cut off an error', async () => {
  expect(await textOf({ body: null })).toBe('')
  const cut = answer(Buffer.from('{"a"'))
  cut.body.destroy(new Error('Premature close'))
  await expect(textOf(cut)).rejects.toThrow('Premature close')
})
