import type { Piece } from '../history/range'
import { writeLogs } from './logs'
import { NumberWriter } from './numbers'
import { TextWriter } from './texts'

/** Start of a payload: where its numbers and where its texts begin. */
export const START_BYTES = 2 * 4

/**
 * The blocks of a piece: an index of them, the numbers of all their logs, all their texts. The logs of a block can be
 * read without those of the others. Fast to write and read before it is small: Brotli follows.
 * @param places of the archive's contracts @throws RangeError when a log does not belong in it
 */
export function writePayload({ blocks, range }: Piece, places: ReadonlyMap<string, number>): Buffer {
  const index = new NumberWriter()
  const numbers = new NumberWriter()
  const texts = new TextWriter(numbers)
  let lowest = range.from
  index.push(blocks.length)
  for (const { header, logs } of blocks) {
    if (header.height < lowest) throw new RangeError(`block ${header.height} where ${lowest} is the next`)
    index.push(header.height - lowest)
    index.push(header.timestamp)
    texts.pushHash(header.hash)
    texts.pushHash(header.parentHash)
    const [number, text] = [numbers.length, texts.length]
    writeLogs(logs, places, numbers, texts)
    index.push(logs.length)
    index.push(numbers.length - number)
    index.push(texts.length - text)
    lowest = header.height + 1
  }
  const start = Buffer.alloc(START_BYTES)
  start.writeUInt32LE(START_BYTES + index.length, 0)
  start.writeUInt32LE(START_BYTES + index.length + numbers.length, 4)
  return Buffer.concat([start, index.bytes(), numbers.bytes(), texts.bytes()])
}
