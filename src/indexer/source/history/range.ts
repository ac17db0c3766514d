import type { DecodedBlock } from '../../../events/decode'
import type { Pause } from '../../../process/backOff'
import type { Around } from '../../../protocols/contract'
import type { Level } from '../completeness/level'
import { enriched, readAround } from './around'
import { StructureFault } from './faults'
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
 * the whole range when nothing came) are read a second time, and both answers must be the same.
 */
async function readAllLogs(rpc: HistoryRpc, filter: HistoryFilter, range: BlockRange): Promise<WireLog[]> {
  const logs = await getLogs(rpc, filter, range)
  const from = logs[logs.length - 1]?.block ?? range.from
  const second = await getLogs(rpc, filter, { from, to: range.to })
  const first = logs.filter(({ block }) => block >= from)
  const same = first.every((log, i) => log.logIndex === second[i]?.logIndex && log.blockHash === second[i]?.blockHash)
  if (!same || first.length !== second.length)
    throw new StructureFault(
      from,
      `${first.length} logs up to block ${range.to}, asked again ${second.length}`,
      'split',
    )
  return logs
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
