import type { Second } from './second'

/** What an account gets, of all pots. */
export interface Share {
  readonly amount: bigint
  readonly weight: bigint
}

/** By account, ascending. */
export type Shares = ReadonlyMap<string, Share>

export function sharesOf({ pots }: Second): Shares {
  const shares = new Map<string, Share>()
  for (const { account, amount, weight } of pots.flatMap((pot) => pot.shares)) {
    const known = shares.get(account)
    shares.set(account, { amount: amount + (known?.amount ?? 0n), weight: weight + (known?.weight ?? 0n) })
  }
  return new Map([...shares].sort(([a], [b]) => (a < b ? -1 : 1)))
}
