import type { HistoryBlock, HistoryLog, Piece } from '../history/range'
import type { BlockRange } from '../history/structure'
import type { WireHeader, WireTransaction } from '../history/wire'
import { NumberReader, NumberWriter } from './numbers'
import { readTexts, TextWriter } from './texts'

/** Where the text begins: the first four bytes of a payload. */
const TEXT_AT_BYTES = 4

/** The blocks of a piece: texts once each, everything else as numbers. Fast to read before it is small; deflate follows. */
export function writePayload({ blocks, range }: Piece): Buffer {
  const texts = new TextWriter()
  const numbers = new NumberWriter()
  numbers.push(blocks.length)
  for (const { header, logs } of blocks) {
    numbers.push(header.height - range.from)
    numbers.push(header.timestamp)
    numbers.push(texts.place(header.hash))
    numbers.push(texts.place(header.parentHash))
    numbers.push(logs.length)
    for (const log of logs) writeLog(log, numbers, texts)
  }
  const { lengths, text } = texts.write()
  const body = numbers.bytes()
  const start = Buffer.alloc(TEXT_AT_BYTES)
  start.writeUInt32LE(TEXT_AT_BYTES + lengths.length + body.length)
  return Buffer.concat([start, lengths, body, text])
}

function writeLog(log: HistoryLog, numbers: NumberWriter, texts: TextWriter): void {
  numbers.push(log.logIndex)
  numbers.push(log.transactionIndex)
  numbers.push(texts.place(log.transactionHash))
  numbers.push(texts.place(log.address))
  numbers.push(texts.place(log.data))
  numbers.push(log.topics.length)
  for (const topic of log.topics) numbers.push(texts.place(topic))
  // 0: no transaction; 1: one that creates a contract; else it has a target.
  const { transaction } = log
  numbers.push(transaction ? (transaction.to === undefined ? 1 : 2) : 0)
  if (!transaction) return
  if (transaction.to !== undefined) numbers.push(texts.place(transaction.to))
  numbers.push(texts.place(transaction.input))
}

/** @throws RangeError when these bytes are no payload */
export function readPayload(bytes: Buffer, range: BlockRange): HistoryBlock[] {
  const textAt = bytes.readUInt32LE(0)
  const numbers = new NumberReader(bytes.subarray(0, textAt), TEXT_AT_BYTES)
  const texts = readTexts(numbers, bytes.toString('utf8', textAt))
  const text = () => {
    const found = texts[numbers.next()]
    if (found === undefined) throw new RangeError('a text that is not there')
    return found
  }
  return Array.from({ length: numbers.next() }, () => {
    const header: WireHeader = {
      height: range.from + numbers.next(),
      timestamp: numbers.next(),
      hash: text(),
      parentHash: text(),
    }
    const logs: HistoryLog[] = []
    for (let left = numbers.next(); left > 0; left--) logs.push(readLog(header, numbers, text))
    return { header, logs }
  })
}

function readLog({ height, hash }: WireHeader, numbers: NumberReader, text: () => string): HistoryLog {
  const log = {
    block: height,
    blockHash: hash,
    logIndex: numbers.next(),
    transactionIndex: numbers.next(),
    transactionHash: text(),
    address: text(),
    data: text(),
    topics: [] as string[],
  }
  for (let left = numbers.next(); left > 0; left--) log.topics.push(text())
  const form = numbers.next()
  if (form === 0) return log
  const transaction: WireTransaction = {
    hash: log.transactionHash,
    blockHash: hash,
    to: form === 2 ? text() : undefined,
    input: text(),
  }
  return { ...log, transaction }
}
