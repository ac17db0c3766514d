import type { HistoryLog, WireHeader } from '../history/wire'
import type { NumberReader, NumberWriter } from './numbers'
import type { TextReader, TextWriter } from './texts'

// Flags of a log, in one number with the count of its topics, which stands above these bits.
/** it is of the same transaction as the log before it */
const SAME_TRANSACTION = 1
/** its first topic is that of the log before it */
const SAME_TOPIC0 = 2
/** its transaction is kept */
const WITH_CALL = 4
/** … and has a target */
const WITH_TARGET = 8
/** … and is kept with the log before it */
const SAME_CALL = 16
const TOPICS = 32
/** of a log, which has four topics at most */
const MAX_TOPICS = 7
/** what its contract's view said of it is kept: above the topics */
const WITH_WITHDRAWN = TOPICS * (MAX_TOPICS + 1)

/**
 * The logs of a block. Values shared by neighbours are written once; a log index that does not rise and a contract that is not
 * the archive's cannot be written, and so cannot be read.
 * @param places of the archive's contracts @throws RangeError
 */
export function writeLogs(
  logs: readonly HistoryLog[],
  places: ReadonlyMap<string, number>,
  numbers: NumberWriter,
  texts: TextWriter,
): void {
  let before: HistoryLog | undefined
  for (const log of logs) {
    const { topics, transaction: call, withdrawn } = log
    const sameTransaction =
      log.transactionHash === before?.transactionHash && log.transactionIndex === before.transactionIndex
    const sameTopic0 = topics.length > 0 && topics[0] === before?.topics[0]
    const sameCall = call !== undefined && sameTransaction && call === before?.transaction
    let flags = topics.length * TOPICS
    if (sameTransaction) flags |= SAME_TRANSACTION
    if (sameTopic0) flags |= SAME_TOPIC0
    if (call) flags |= WITH_CALL
    if (call?.to !== undefined) flags |= WITH_TARGET
    if (sameCall) flags |= SAME_CALL
    if (withdrawn) flags |= WITH_WITHDRAWN
    numbers.push(flags)
    const place = places.get(log.address)
    const rise = log.logIndex - (before?.logIndex ?? -1) - 1
    if (place === undefined || rise < 0) throw new RangeError(`log ${log.logIndex} of ${log.address} has no place here`)
    numbers.push(rise)
    numbers.push(place)
    if (!sameTransaction) {
      numbers.push(log.transactionIndex)
      texts.push(log.transactionHash)
    }
    for (let i = sameTopic0 ? 1 : 0; i < topics.length; i++) texts.push(topics[i]!)
    texts.push(log.data)
    if (call && !sameCall) {
      if (call.to !== undefined) texts.push(call.to)
      texts.push(call.input)
    }
    if (withdrawn) {
      numbers.push(withdrawn.length)
      for (const index of withdrawn) numbers.push(index)
    }
    before = log
  }
}

/** @param addresses the archive's contracts @throws RangeError when no such logs were written */
export function readLogs(
  count: number,
  { height, hash }: WireHeader,
  addresses: readonly string[],
  numbers: NumberReader,
  texts: TextReader,
): HistoryLog[] {
  const logs: HistoryLog[] = []
  let before: HistoryLog | undefined
  for (let left = count; left > 0; left--) {
    const flags = numbers.next()
    const logIndex = (before?.logIndex ?? -1) + 1 + numbers.next()
    const address = addresses[numbers.next()]
    if (address === undefined) throw new RangeError('a contract that has no place')
    const shared = flags & SAME_TRANSACTION ? before : undefined
    const transactionIndex = shared ? shared.transactionIndex : numbers.next()
    const transactionHash = shared ? shared.transactionHash : texts.next()
    const topics: string[] = []
    const topic0 = flags & SAME_TOPIC0 ? before?.topics[0] : undefined
    if (topic0 !== undefined) topics.push(topic0)
    for (let missing = (Math.floor(flags / TOPICS) & MAX_TOPICS) - topics.length; missing > 0; missing--)
      topics.push(texts.next())
    const data = texts.next()
    const log = { block: height, blockHash: hash, address, topics, data, logIndex, transactionHash, transactionIndex }
    before = flags & WITH_CALL ? { ...log, transaction: readCall(flags, log, before, texts) } : log
    if (flags & WITH_WITHDRAWN) before = { ...before, withdrawn: readNumbers(numbers) }
    logs.push(before)
  }
  return logs
}

function readNumbers(numbers: NumberReader): number[] {
  const read: number[] = []
  for (let left = numbers.next(); left > 0; left--) read.push(numbers.next())
  return read
}

function readCall(
  flags: number,
  { transactionHash: hash, blockHash }: HistoryLog,
  before: HistoryLog | undefined,
  texts: TextReader,
): HistoryLog['transaction'] {
  if (flags & SAME_CALL) return before?.transaction
  const to = flags & WITH_TARGET ? texts.next() : undefined
  return { hash, blockHash, to, input: texts.next() }
}
