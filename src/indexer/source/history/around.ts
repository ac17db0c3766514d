import { isRevert } from '../../../chain/calls'
import { CallRefusal } from '../../../chain/pace'
import { isPruned } from '../../../chain/pruned'
import { isRateLimit, isRefusal } from '../../../chain/said'
import { type Address, address } from '../../../economics/units'
import type { Around } from '../../../protocols/contract'
import type { Call, HistoryRpc } from './rpc'
import type { HistoryLog, WireHeader, WireLog, WireTransaction } from './wire'

/** Logs whose views are asked in one batch, two calls each. */
const LOGS_PER_BATCH = 50
/** Tries of one log's view: of several machines behind an endpoint one may lag. */
const TRIES = 3

interface Asked {
  readonly log: WireLog
  readonly view: Around
  readonly data: string
  readonly parentHash: string
}

type Told = Map<WireLog, readonly number[]>

/** What was read beside the logs, by hash and by height. */
interface Read {
  readonly transactions: ReadonlyMap<string, WireTransaction>
  readonly headers: ReadonlyMap<number, WireHeader>
}

/**
 * What the views of contracts say of those logs whose transactions do not tell (`Around`), as far as the node still has the
 * state: what it refuses stays untold, and is in doubt.
 * @throws what the transport throws where there is no answer at all
 */
export async function readAround(
  rpc: HistoryRpc,
  around: ((contract: string) => Around | undefined) | undefined,
  logs: readonly WireLog[],
  { transactions, headers }: Read,
): Promise<ReadonlyMap<WireLog, readonly number[]>> {
  const told: Told = new Map()
  if (!around || transactions.size === 0) return told
  const asked: Asked[] = []
  for (const log of logs) {
    const view = around(log.address)
    const transaction = transactions.get(log.transactionHash)
    if (!view || !transaction) continue
    const { to, input } = transaction
    const call = { to: to === undefined ? undefined : address(to), input }
    const data = view.ask({ address: log.address as Address, topics: log.topics }, call)
    if (data !== undefined) asked.push({ log, view, data, parentHash: headers.get(log.block)!.parentHash })
  }
  // The newest first: where a node has dropped the state of a block, it has dropped that of all before.
  asked.reverse()
  for (let from = 0; from < asked.length; from += LOGS_PER_BATCH)
    if (!(await tell(rpc, asked.slice(from, from + LOGS_PER_BATCH), told))) break
  return told
}

/** A log with what was read beside it. */
export function enriched(
  log: WireLog,
  transactions: ReadonlyMap<string, WireTransaction>,
  told: ReadonlyMap<WireLog, readonly number[]>,
): HistoryLog {
  const transaction = transactions.size > 0 ? transactions.get(log.transactionHash) : undefined
  if (!transaction) return log
  const withdrawn = told.get(log)
  return withdrawn ? { ...log, transaction, withdrawn } : { ...log, transaction }
}

/** Halves what is refused, down to one log. @returns whether asking about earlier blocks is of use */
async function tell(rpc: HistoryRpc, asked: readonly Asked[], told: Told, tries = 1): Promise<boolean> {
  try {
    const answers = await rpc.batch(asked.flatMap(callsOf))
    for (const [i, { log, view }] of asked.entries()) told.set(log, between(view, answers[2 * i], answers[2 * i + 1]))
    return true
  } catch (error) {
    if (error instanceof NoAnswerOfView) return asked.length === 1 || halves(rpc, asked, told)
    if (!isRefusal(error) || isRateLimit(error)) throw error
    if (asked.length > 1) return halves(rpc, asked, told)
    if (error instanceof CallRefusal && isPruned(error)) return false
    if (error instanceof CallRefusal && isRevert(error)) return true
    return tries < TRIES && tell(rpc, asked, told, tries + 1)
  }
}

async function halves(rpc: HistoryRpc, asked: readonly Asked[], told: Told): Promise<boolean> {
  const half = asked.length >> 1
  return (await tell(rpc, asked.slice(0, half), told)) && tell(rpc, asked.slice(half), told)
}

function callsOf({ log, data, parentHash }: Asked): Call[] {
  return [parentHash, log.blockHash].map((blockHash) => ({
    method: 'eth_call',
    params: [{ to: log.address, data }, { blockHash }],
  }))
}

/** The contract has no such view. */
class NoAnswerOfView extends Error {}

function between(view: Around, before: unknown, after: unknown): readonly number[] {
  try {
    return view.between(String(before), String(after))
  } catch {
    throw new NoAnswerOfView()
  }
}
