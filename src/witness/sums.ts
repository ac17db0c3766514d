import type { Shares } from './shares'

/** What each account was ever given by a cumulative program, all above 0; by account, ascending. */
export type Sums = ReadonlyMap<string, bigint>

export function summed(before: Sums, shares: Shares): Sums {
  const sums = new Map(before)
  for (const [account, { amount }] of shares) if (amount > 0n) sums.set(account, (sums.get(account) ?? 0n) + amount)
  return new Map([...sums].sort(([a], [b]) => (a < b ? -1 : 1)))
}
