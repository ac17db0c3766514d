import { createLogger } from '@subsquid/logger'
import type { Proof } from '../completeness/proof'
import { StructureFault } from './faults'
import { meaningOf, sayingOf } from './repeats'
import type { HistoryRpc } from './rpc'
import type { WireLog } from './wire'

/** An index has six digits in an id, by which logs are sorted; one that counts on over the whole chain outgrows them. */
const INDEXES = 1_000_000

/** What to do about a chain that numbers its logs in a way of its own, where nothing shows that it does. */
export const IF_SO = 'Write "logIndexes": "odd" into the profile if the chain numbers its logs so.'

const log = createLogger('assay:index')

/** Whether each log has a higher index than the one before it in its block, and blocks rise: as a sound node answers. */
export function isOrdered(logs: readonly WireLog[]): boolean {
  let before: WireLog | undefined
  for (const each of logs) {
    if (each.logIndex >= INDEXES) return false
    if (before && (each.block < before.block || (each.block === before.block && each.logIndex <= before.logIndex)))
      return false
    before = each
  }
  return true
}

/**
 * The logs of an answer by block, transaction and index, each once. Where several have one index in one transaction, a
 * receipt tells whether the endpoint gives them more than once, or the chain does not number them.
 * @throws StructureFault where it tells neither
 */
export async function inOrder(rpc: HistoryRpc, answer: WireLog[], proof: Proof): Promise<WireLog[]> {
  if (isOrdered(answer)) return answer
  const [first, last] = [answer[0]!, answer[answer.length - 1]!]
  // Logs that share an index keep the order they are given in, which is backward in an answer that descends.
  const sorted = (byPlace(first, last) > 0 ? answer.toReversed() : [...answer]).sort(byPlace)
  const again = repeatIn(sorted)
  if (!again) return sorted
  const meaning = proof.copies ? 'copies' : await meaningOf(rpc, sorted, again)
  // A profile that says nothing of repeats, but that indexes are odd, is right until a receipt contradicts it.
  if (meaning === 'own' || (meaning === undefined && !proof.logIndexes)) return sorted
  const once = meaning === 'copies' ? withoutCopies(sorted) : sorted
  const still = repeatIn(once)
  if (still)
    throw new StructureFault(
      still.block,
      `log index ${still.logIndex} after ${still.logIndex}, in one transaction. ${IF_SO}`,
    )
  if (!proof.copies) log.warn(`block ${again.block}: the endpoint gives logs more than once; each is taken once`)
  proof.copies = true
  return once
}

/**
 * Logs of our contracts, each with an index of its own in its block. Where those of the chain do not rise in the order of
 * its transactions, it is the place among all logs of our contracts there, which every reading gives: the whole block, and
 * the filtered answer.
 */
export async function numbered(logs: WireLog[], proof: Proof): Promise<WireLog[]> {
  if (isOrdered(logs)) return logs
  const blocks = new Map<number, WireLog[]>()
  for (const each of logs) {
    const all = blocks.get(each.block)
    if (all) all.push(each)
    else blocks.set(each.block, [each])
  }
  const own: WireLog[] = []
  for (const [block, all] of blocks) {
    if (isOrdered(all)) {
      own.push(...all)
      continue
    }
    await proof.numbersOddly(block)
    own.push(...all.map((each, logIndex) => ({ ...each, logIndex })))
  }
  return own
}

function byPlace(one: WireLog, other: WireLog): number {
  return one.block - other.block || one.transactionIndex - other.transactionIndex || one.logIndex - other.logIndex
}

/** The first log of the same place as the one before it. */
function repeatIn(sorted: readonly WireLog[]): WireLog | undefined {
  return sorted.find((each, i) => i > 0 && byPlace(sorted[i - 1]!, each) === 0)
}

function withoutCopies(logs: readonly WireLog[]): WireLog[] {
  const placed = ({ block, blockHash, transactionHash, transactionIndex, logIndex }: WireLog) =>
    `${block} ${blockHash} ${transactionHash} ${transactionIndex} ${logIndex}`
  return [...new Map(logs.map((each) => [`${placed(each)} ${sayingOf(each)}`, each])).values()]
}
