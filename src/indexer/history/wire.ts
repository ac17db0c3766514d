import { StructureFault } from './faults'

/** A log as `eth_getLogs` gave it, its quantities read. */
export interface WireLog {
  readonly block: number
  readonly blockHash: string
  readonly address: string
  readonly topics: string[]
  readonly data: string
  readonly logIndex: number
  readonly transactionHash: string
  readonly transactionIndex: number
}

export interface WireHeader {
  readonly height: number
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

type Fields = Record<string, unknown>

/** @throws StructureFault at `block` when the answer is no list of mined logs */
export function readLogs(answer: unknown, block: number): WireLog[] {
  if (!Array.isArray(answer)) throw new StructureFault(block, 'eth_getLogs answered no list')
  const logs: WireLog[] = []
  let last: Fields | undefined
  let before: WireLog | undefined
  for (const each of answer as Fields[]) {
    if (each?.removed === true) throw new StructureFault(quantity(each.blockNumber, block), 'a final log is `removed`')
    if (!Array.isArray(each?.topics)) throw new StructureFault(block, 'a log has no topics')
    const topics: string[] = each.topics
    for (let i = 0; i < topics.length; i++) topics[i] = shared(text(topics[i], block), before?.topics[i])
    // Neighbours share their block, transaction and contract: read once and kept once, a dense answer weighs half.
    const same = last && isNeighbour(each, last) ? before : undefined
    before = {
      block: same ? same.block : quantity(each.blockNumber, block),
      blockHash: same ? same.blockHash : text(each.blockHash, block),
      address: same ? same.address : shared(text(each.address, block).toLowerCase(), before?.address),
      topics,
      data: text(each.data, block),
      logIndex: quantity(each.logIndex, block),
      transactionHash: same ? same.transactionHash : text(each.transactionHash, block),
      transactionIndex: same ? same.transactionIndex : quantity(each.transactionIndex, block),
    }
    last = each
    logs.push(before)
  }
  return logs
}

/** Whether two logs are of one contract and one transaction, as they are written. */
function isNeighbour(one: Fields, other: Fields): boolean {
  return (
    one.transactionHash === other.transactionHash &&
    one.blockHash === other.blockHash &&
    one.blockNumber === other.blockNumber &&
    one.transactionIndex === other.transactionIndex &&
    one.address === other.address
  )
}

function shared(value: string, known: string | undefined): string {
  return value === known ? known : value
}

/** @throws StructureFault when the node does not have the block or gave another one */
export function readHeader(answer: unknown, block: number): WireHeader {
  if (!answer) throw new StructureFault(block, 'the node does not have this final block')
  const fields = answer as Fields
  if (quantity(fields.number, block) !== block) throw new StructureFault(block, 'the node gave another block')
  return {
    height: block,
    hash: text(fields.hash, block),
    parentHash: text(fields.parentHash, block),
    timestamp: quantity(fields.timestamp, block) * 1000,
  }
}

/** @throws StructureFault when the transaction is missing or of another block than its log */
export function readTransaction(answer: unknown, log: WireLog): WireTransaction {
  if (!answer) throw new StructureFault(log.block, `no transaction ${log.transactionHash}`)
  const fields = answer as Fields
  if (fields.hash !== log.transactionHash || fields.blockHash !== log.blockHash)
    throw new StructureFault(log.block, `transaction ${log.transactionHash} is not of its log's block`)
  return {
    hash: log.transactionHash,
    blockHash: log.blockHash,
    to: typeof fields.to === 'string' ? fields.to : undefined,
    input: text(fields.input, log.block),
  }
}

/** @throws StructureFault */
export function quantity(value: unknown, block: number): number {
  const number = typeof value === 'string' && value.startsWith('0x') ? Number(value) : Number.NaN
  if (!Number.isSafeInteger(number)) throw new StructureFault(block, `not a quantity: ${String(value)}`)
  return number
}

export function hex(number: number): string {
  return `0x${number.toString(16)}`
}

function text(value: unknown, block: number): string {
  if (typeof value !== 'string') throw new StructureFault(block, `not a hex string: ${String(value)}`)
  return value
}
