import type { BaseUnits } from '../units'

/** What each account was ever given by a program, base units, all above 0; by account, ascending. */
export type Sums = ReadonlyMap<string, BaseUnits>

/**
 * Sums after a period: those before it and its shares. No account is left out, and no sum falls: whoever claimed by an
 * earlier root is never ahead of a later one.
 * @throws RangeError for a share below 0, which would let a sum fall
 * @see docs/invariants.md W21
 */
export function addShares(
  before: Sums,
  shares: Iterable<{ readonly account: string; readonly amount: BaseUnits }>,
): Sums {
  const sums = new Map(before)
  for (const { account, amount } of shares) {
    if (amount < 0n) throw new RangeError(`a share of ${amount} would let the sum of ${account} fall`)
    if (amount > 0n) sums.set(account, (sums.get(account) ?? 0n) + amount)
  }
  return new Map([...sums].sort(([a], [b]) => (a < b ? -1 : 1)))
}

export function totalOf(sums: Sums): BaseUnits {
  let total = 0n
  for (const amount of sums.values()) total += amount
  return total
}
