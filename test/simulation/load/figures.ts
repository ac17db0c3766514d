import type { SimBlock } from '../chain/block'
import { chainTo } from '../chain/tree'
import { type Truth, truthOf } from '../oracle/oracle'

/** Blocks whose figures are kept: the load asks about the head, and now and then about one before it. */
const KEPT = 40

const kept = new Map<string, Truth>()

/** What every figure is at a block, on the branch that ends in it. */
export function figuresAt(block: SimBlock): Truth {
  const found = kept.get(block.hash)
  if (found) return found
  const truth = truthOf(chainTo(block))
  kept.set(block.hash, truth)
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!)
  return truth
}

/** Cells of the rows of a table, without those of other tables. */
export const rowsAt = (block: SimBlock, table: string): string[][] =>
  (figuresAt(block).tables.get(table) ?? []).map((row) => row.split(' | '))
