import { isRateLimit, isRefusal } from '../../../chain/said'
import { StructureFault } from './faults'
import { callOne, type HistoryRpc } from './rpc'
import { readLogs, type WireLog } from './wire'

/** Logs of one transaction and index: given more than once, numbered alike by the chain, or no logs of its receipt. */
type Meaning = 'copies' | 'own' | 'neither'

/** What a log says, wherever it is. */
export function sayingOf({ address, topics, data }: WireLog): string {
  return `${address} ${topics.join(' ')} ${data}`.toLowerCase()
}

/**
 * Compares the logs given of a transaction with its receipt: as many of each are the chain's own, as many once copies are
 * left out are copies.
 * @returns undefined where the node gives no receipt
 */
export async function meaningOf(
  rpc: HistoryRpc,
  given: readonly WireLog[],
  { transactionHash, block }: WireLog,
): Promise<Meaning | undefined> {
  const receipt = await receiptLogs(rpc, transactionHash, block)
  if (!receipt) return undefined
  const logs = given.filter((each) => each.transactionHash === transactionHash)
  const once = new Map(logs.map((each) => [`${each.logIndex} ${sayingOf(each)}`, each]))
  const there = countOf(receipt)
  const sameAs = (counted: ReadonlyMap<string, number>) =>
    [...counted].every(([saying, count]) => there.get(saying) === count)
  if (sameAs(countOf(logs))) return 'own'
  return sameAs(countOf([...once.values()])) ? 'copies' : 'neither'
}

async function receiptLogs(rpc: HistoryRpc, hash: string, block: number): Promise<WireLog[] | undefined> {
  try {
    const receipt = await callOne(rpc, 'eth_getTransactionReceipt', [hash])
    return readLogs(Object(receipt).logs, block)
  } catch (error) {
    if (error instanceof StructureFault || (isRefusal(error) && !isRateLimit(error))) return undefined
    throw error
  }
}

function countOf(logs: readonly WireLog[]): Map<string, number> {
  const counted = new Map<string, number>()
  for (const each of logs) counted.set(sayingOf(each), (counted.get(sayingOf(each)) ?? 0) + 1)
  return counted
}
