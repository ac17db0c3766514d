import type { DecodedBlock } from '../../../events/decode'
import type { Pause } from '../../../process/backOff'
import type { Around } from '../../../protocols/contract'
import type { Level } from '../completeness/level'
import { Proof } from '../completeness/proof'
import { enriched, readAround } from './around'
import { StructureFault } from './faults'
import { inOrder, isOrdered, numbered } from './order'
import type { RefusalAlarm } from './refusalAlarm'
import { retry } from './retry'
import { type HistoryRpc, inBatches } from './rpc'
import { type BlockRange, checkHeaders, checkLogs } from './structure'
import {
  type HistoryLog,
  hex,
  readHeader,
  readLogs,
  readTransaction,
  type WireHeader,
  type WireLog,
  type WireTransaction,
} from './wire'

/** Which logs are wanted. No topics: an unknown event of a known contract must reach the quarantine. */
export interface HistoryFilter {
  /** lower case */
  readonly addresses: ReadonlySet<string>
  /** whether the transaction of this log is wanted with it */
  wantsTransaction(log: WireLog): boolean
  /** the view that tells of a contract's events what their logs and transactions leave out */
  around?(address: string): Around | undefined
  /** what is relied on of the chain's log indexes; everything where it is not given */
  readonly proof?: Proof
}

/** A block as the SDK's mapping shapes it: the indexer does not notice who read it. */
export interface HistoryBlock {
  readonly header: WireHeader
  /** logs of our contracts; dropped once they are decoded */
  readonly logs: HistoryLog[]
  readonly decoded?: DecodedBlock
  /** how far its logs are proven, where it was read by itself */
  readonly level?: Level
}

/** A range that was read whole: its blocks with logs of ours, and always its last block. */
export interface Piece {
  readonly range: BlockRange
  readonly blocks: readonly HistoryBlock[]
  /** of the first block */
  readonly parentHash: string
  /** of the last block, which is the `parentHash` of the next piece */
  readonly hash: string
  readonly logs: number
  /** on the wire, about */
  readonly bytes: number
}

/** The fixed fields of a log in JSON, as geth and anvil write them. */
const LOG_BYTES = 600
/** A header without its transactions, logs bloom included. */
const HEADER_BYTES = 1_600

/** Reads one range once. @throws StructureFault, or what the transport throws */
export async function readRange(
  rpc: HistoryRpc,
  filter: HistoryFilter,
  range: BlockRange,
  pause: Pause,
  refusalAlarm?: RefusalAlarm,
): Promise<Piece> {
  const logs = await readAllLogs(rpc, filter, range)
  const headers = await readHeaders({ rpc, pause, refusalAlarm }, [
    range.from,
    ...logs.map(({ block }) => block),
    range.to,
  ])
  checkHeaders(logs, headers)
  const transactions = await readTransactions({ rpc, pause, refusalAlarm }, logs.filter(filter.wantsTransaction))
  const withdrawn = await readAround(rpc, filter.around, logs, { transactions, headers })
  const blocks: HistoryBlock[] = []
  let block: HistoryBlock | undefined
  for (const log of logs) {
    if (block?.header.height !== log.block) {
      block = { header: headers.get(log.block)!, logs: [] }
      blocks.push(block)
    }
    block.logs.push(enriched(log, transactions, withdrawn))
  }
  const last = headers.get(range.to)!
  if (block?.header !== last) blocks.push({ header: last, logs: [] })
  return {
    range,
    blocks,
    parentHash: headers.get(range.from)!.parentHash,
    hash: last.hash,
    logs: logs.length,
    bytes: logs.reduce((sum, { data }) => sum + LOG_BYTES + data.length, headers.size * HEADER_BYTES),
  }
}

/**
 * Some nodes truncate long answers without an error, at their end. So the blocks from the last log on (a small request;
 * the whole range when nothing came, or not in order) are read a second time, and both answers must be the same.
 */
async function readAllLogs(rpc: HistoryRpc, filter: HistoryFilter, range: BlockRange): Promise<WireLog[]> {
  const { proof = new Proof() } = filter
  const answer = await getLogs(rpc, filter, range)
  const ordered = isOrdered(answer)
  const logs = ordered ? answer : await inOrder(rpc, answer, proof)
  const again = ordered ? endOf(answer, range) : atItsEnd(answer, range)
  const second: WireLog[] = []
  for (const some of again) second.push(...(await inOrder(rpc, await getLogs(rpc, filter, some), proof)))
  const first = logs.filter(({ block }) => block >= again[0]!.from)
  const same = first.every((log, i) => isSame(log, second[i]))
  if (!same || first.length !== second.length)
    throw new StructureFault(
      again[0]!.from,
      `${first.length} logs up to block ${range.to}, asked again ${second.length}`,
      'split',
    )
  return ordered ? logs : numbered(logs, proof)
}

/** Where an answer that is cut would end. */
function endOf(answer: readonly WireLog[], { from, to }: BlockRange): BlockRange[] {
  return [{ from: answer[answer.length - 1]?.block ?? from, to }]
}

/** All of a range, in two parts: an answer that descends would be cut at its lower end. */
function atItsEnd(answer: readonly WireLog[], { from, to }: BlockRange): BlockRange[] {
  const end = answer[answer.length - 1]!.block
  const upper = answer[0]!.block > end ? end + 1 : end
  return [
    { from, to: upper - 1 },
    { from: upper, to },
  ].filter((part) => part.from <= part.to)
}

function isSame(log: WireLog, other: WireLog | undefined): boolean {
  if (log.logIndex !== other?.logIndex || log.blockHash !== other.blockHash) return false
  return log.transactionHash === other.transactionHash
}

async function getLogs(rpc: HistoryRpc, filter: HistoryFilter, range: BlockRange): Promise<WireLog[]> {
  const wanted = { fromBlock: hex(range.from), toBlock: hex(range.to), address: [...filter.addresses] }
  // In one batch, which one machine behind a load balancer answers: one that lags has neither the logs nor the block.
  const [answer, end] = await rpc.batch([
    { method: 'eth_getLogs', params: [wanted] },
    { method: 'eth_getBlockByNumber', params: [hex(range.to), false] },
  ])
  readHeader(end, range.to)
  const logs = readLogs(answer, range.from)
  checkLogs(logs, range, filter.addresses)
  return logs
}

/** Who is asked, again and again, and who is told meanwhile. */
interface Asking {
  readonly rpc: HistoryRpc
  readonly pause: Pause
  readonly refusalAlarm: RefusalAlarm | undefined
}

async function readHeaders(
  { rpc, pause, refusalAlarm }: Asking,
  wanted: readonly number[],
): Promise<Map<number, WireHeader>> {
  const numbers = [...new Set(wanted)]
  const headers = await inBatches(numbers, async (some) => {
    const calls = some.map((number) => ({ method: 'eth_getBlockByNumber', params: [hex(number), false] }))
    const read = async () => {
      const answers = await rpc.batch(calls)
      return some.map((number, i) => readHeader(answers[i], number))
    }
    return retry({ block: some[0]!, text: `reading ${some.length} headers` }, pause, read, refusalAlarm)
  })
  return new Map(headers.map((header) => [header.height, header]))
}

async function readTransactions(
  { rpc, pause, refusalAlarm }: Asking,
  logs: readonly WireLog[],
): Promise<Map<string, WireTransaction>> {
  const wanted = [...new Map(logs.map((log) => [log.transactionHash, log])).values()]
  const transactions = await inBatches(wanted, async (some) => {
    const calls = some.map((log) => ({ method: 'eth_getTransactionByHash', params: [log.transactionHash] }))
    const read = async () => {
      const answers = await rpc.batch(calls)
      return some.map((log, i) => readTransaction(answers[i], log))
    }
    return retry({ block: some[0]!.block, text: `reading ${some.length} transactions` }, pause, read, refusalAlarm)
  })
  return new Map(transactions.map((transaction) => [transaction.hash, transaction]))
}
