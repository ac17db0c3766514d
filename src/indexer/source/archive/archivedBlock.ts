import type { HistoryBlock } from '../history/range'
import type { BlockRange } from '../history/structure'
import type { HistoryLog, WireHeader } from '../history/wire'
import { readLogs } from './logs'
import { NumberReader } from './numbers'
import { START_BYTES } from './payload'
import { HASH_CHARACTERS, TextReader } from './texts'

/** A payload, and the contracts whose logs are in it. */
interface Payload {
  readonly bytes: Buffer
  readonly addresses: readonly string[]
}

/** Where the logs of a block stand in their payload. */
interface Place {
  readonly numbersAt: number
  readonly textAt: number
  readonly textEnd: number
}

/** A block of the archive: its logs are bytes until somebody asks, so many blocks can wait for their turn. */
class ArchivedBlock implements HistoryBlock {
  constructor(
    readonly header: WireHeader,
    readonly logCount: number,
    private readonly payload: Payload,
    private readonly place: Place,
  ) {}

  /** Decoded anew at each access. */
  get logs(): HistoryLog[] {
    const { bytes, addresses } = this.payload
    const { numbersAt, textAt, textEnd } = this.place
    const numbers = new NumberReader(bytes, numbersAt)
    const texts = new TextReader(numbers, bytes, textAt, textEnd)
    return readLogs(this.logCount, this.header, addresses, numbers, texts)
  }
}

/** @param addresses the archive's contracts @throws RangeError when these bytes are no payload */
export function readBlocks(bytes: Buffer, { from }: BlockRange, addresses: readonly string[]): ArchivedBlock[] {
  const payload = { bytes, addresses }
  const index = new NumberReader(bytes, START_BYTES)
  let numbersAt = bytes.readUInt32LE(0)
  let textAt = bytes.readUInt32LE(4)
  let lowest = from
  const hash = () => {
    const start = textAt
    textAt += HASH_CHARACTERS
    return bytes.toString('latin1', start, textAt)
  }
  const blocks = Array.from({ length: index.next() }, () => {
    const header = { height: lowest + index.next(), timestamp: index.next(), hash: hash(), parentHash: hash() }
    const logCount = index.next()
    const place = { numbersAt, textAt, textEnd: textAt }
    numbersAt += index.next()
    textAt += index.next()
    lowest = header.height + 1
    return new ArchivedBlock(header, logCount, payload, { ...place, textEnd: textAt })
  })
  if (textAt !== bytes.length) throw new RangeError(`${textAt} of ${bytes.length} bytes have a place`)
  return blocks
}
