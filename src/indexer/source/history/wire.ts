import { WholeRefusal } from '../../../chain/batches'
import { secondsOf } from '../../../chain/blocks'
import type { BlockNumber } from '../../../economics/units'
import { StructureFault } from './faults'

/** A log as `eth_getLogs` gave it, its quantities read. */
export interface WireLog {
  readonly block: BlockNumber
  readonly blockHash: string
  readonly address: string
  readonly topics: string[]
  readonly data: string
  readonly logIndex: number
  readonly transactionHash: string
  readonly transactionIndex: number
}

export interface WireHeader {
  readonly height: BlockNumber
  readonly hash: string
  readonly parentHash: string
  /** milliseconds, as the SDK counts */
  readonly timestamp: number
}

export interface WireTransaction {
  readonly hash: string
  readonly blockHash: string
  readonly to: string | undefined
  readonly input: string
}

/** A log with what was read beside it. */
export type HistoryLog = WireLog & {
  readonly transaction?: WireTransaction
  /** what its contract's view said around its block */
  readonly withdrawn?: readonly number[]
}

type Fields = Record<string, unknown>

/** @throws StructureFault at `block` when the answer is no list of mined logs */
export function readLogs(answer: unknown, block: BlockNumber): WireLog[] {
  // Some say no in place of a result.
  if (!Array.isArray(answer)) {
    if (answer) throw new WholeRefusal((answer as Fields).error ?? answer)
    throw new StructureFault(block, 'eth_getLogs answered no list', 'reread-or-split')
  }
  const logs: WireLog[] = []
  const contracts = new Map<unknown, string>()
  const events = new Map<unknown, string>()
  let last: Fields | undefined
  let before: WireLog | undefined
  // One log tells how most are written. What logs are compared and looked up by is lowered in each, once where it is
  // shared; a node that mixes cases has the rest read by decoders, which know no case.
  const read = isUpper(answer[0]) ? lowered : text
  for (const each of answer as Fields[]) {
    if (each?.removed === true)
      throw new StructureFault(quantity(each.blockNumber, block, 'blockNumber'), 'a final log is `removed`')
    if (!Array.isArray(each?.topics)) throw new StructureFault(block, 'a log has no topics')
    const topics: string[] = each.topics
    // Texts that logs share are interned: a dense answer weighs half, and look-ups meet strings with a known hash.
    for (let i = 0; i < topics.length; i++) {
      const topic = read(topics[i], block)
      topics[i] =
        i === 0
          ? (events.get(topic) ?? intern(events, topic, topic.toLowerCase()))
          : topic === before?.topics[i]
            ? before.topics[i]!
            : topic
    }
    const inBlock = last?.blockHash === each.blockHash && last?.blockNumber === each.blockNumber ? before : undefined
    const inTransaction =
      last?.transactionHash === each.transactionHash && last?.transactionIndex === each.transactionIndex
        ? before
        : undefined
    before = {
      block: inBlock ? inBlock.block : quantity(each.blockNumber, block, 'blockNumber'),
      blockHash: inBlock ? inBlock.blockHash : lowered(each.blockHash, block, 'blockHash'),
      address:
        contracts.get(each.address) ??
        intern(contracts, each.address, text(each.address, block, 'address').toLowerCase()),
      topics,
      data: read(each.data, block, 'data'),
      logIndex: quantity(each.logIndex, block, 'logIndex'),
      transactionHash: inTransaction
        ? inTransaction.transactionHash
        : read(each.transactionHash, block, 'transactionHash'),
      transactionIndex: inTransaction
        ? inTransaction.transactionIndex
        : quantity(each.transactionIndex, block, 'transactionIndex'),
    }
    last = each
    logs.push(before)
  }
  return logs
}

/** Interns a text: returns the first of equal ones, so that the others can be collected. */
function intern(pool: Map<unknown, string>, written: unknown, read: string): string {
  const first = pool.get(written)
  if (first === undefined) pool.set(written, read)
  return first ?? read
}

/** @throws StructureFault when the node does not have the block or gave another one */
export function readHeader(answer: unknown, block: BlockNumber): WireHeader {
  if (!answer) throw new StructureFault(block, 'the node does not have this final block')
  const fields = answer as Fields
  if (quantity(fields.number, block, 'number') !== block) throw new StructureFault(block, 'the node gave another block')
  return {
    height: block,
    hash: lowered(fields.hash, block, 'hash'),
    parentHash: lowered(fields.parentHash, block, 'parentHash'),
    timestamp: secondsOf(quantity(fields.timestamp, block, 'timestamp')) * 1000,
  }
}

/** @throws StructureFault when the transaction is missing or of another block than its log */
export function readTransaction(answer: unknown, log: WireLog): WireTransaction {
  if (!answer) throw new StructureFault(log.block, `no transaction ${log.transactionHash}`)
  const fields = answer as Fields
  const { hash, blockHash } = fields
  if (lowered(hash, log.block) !== log.transactionHash.toLowerCase() || lowered(blockHash, log.block) !== log.blockHash)
    throw new StructureFault(log.block, `transaction ${log.transactionHash} is not of its log's block`)
  return {
    hash: log.transactionHash,
    blockHash: log.blockHash,
    to: typeof fields.to === 'string' ? fields.to : undefined,
    input: lowered(fields.input ?? fields.data, log.block),
  }
}

/** A quantity in hex, with zeros before it or none, or as a JSON number, which some nodes write. @throws StructureFault */
export function quantity(value: unknown, block: BlockNumber, field = 'the answer'): number {
  const number = typeof value === 'string' && value.startsWith('0x') ? Number(value) : value
  if (typeof number !== 'number' || !Number.isSafeInteger(number) || number < 0)
    throw new StructureFault(block, `${field} is no quantity: ${String(value)}`)
  return number
}

export function hex(number: number): string {
  return `0x${number.toString(16)}`
}

function isUpper(log: unknown): boolean {
  const { topics, blockHash, transactionHash } = Object(log) as Fields
  return [topics, blockHash, transactionHash].flat().some((each) => typeof each === 'string' && /[A-F]/.test(each))
}

function lowered(value: unknown, block: BlockNumber, field?: string): string {
  return text(value, block, field).toLowerCase()
}

function text(value: unknown, block: BlockNumber, field = 'a field'): string {
  if (typeof value !== 'string') throw new StructureFault(block, `${field} is no hex: ${String(value)}`)
  return value
}
