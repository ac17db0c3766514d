import type { StoredShare } from '../close/stored'
import type { BuiltReport } from './build'

/** A built report's lines as `storedShares` reads them from the store: by account, ascending. */
export function fileRows({ shares, cumulative }: Pick<BuiltReport, 'shares' | 'cumulative'>): StoredShare[] {
  // Added to the share itself: a copy would write its explanation.
  if (cumulative === null) return shares.map((share) => Object.assign(share, { cumulative: null }))
  const rows = new Map<string, StoredShare>()
  for (const { account, amount, treeIndex } of cumulative.amounts)
    rows.set(account, { account, amount: 0n, weight: 0n, treeIndex, explanation: null, cumulative: amount })
  for (const { account, amount, weight, treeIndex, explanation } of shares) {
    const sum = rows.get(account)
    const place = sum ? sum.treeIndex : treeIndex
    rows.set(account, { account, amount, weight, explanation, treeIndex: place, cumulative: sum?.cumulative ?? null })
  }
  return [...rows.values()].sort((a, b) => (a.account < b.account ? -1 : 1))
}
