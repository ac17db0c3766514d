import type { Second } from '../second'
import type { Shares } from '../shares'
import { THE_POT } from './settled'

/** By `pot account`; what the pot itself received is there as of `THE_POT`. */
export type Amounts = ReadonlyMap<string, bigint>

interface Place {
  readonly pot: string
  readonly account: string
}

export const placeKey = ({ pot, account }: Place): string => `${pot} ${account}`

export function placeOf(key: string): Place {
  // A pot's name may have blanks, an account has none.
  const at = key.lastIndexOf(' ')
  return { pot: key.slice(0, at), account: key.slice(at + 1) }
}

/** What a period comes to. */
export function amountsIn({ pots }: Second): Map<string, bigint> {
  return new Map(
    pots.flatMap(({ name, received, shares }) => [
      [placeKey({ pot: name, account: THE_POT }), received] as const,
      ...shares.map(({ account, amount }) => [placeKey({ pot: name, account }), amount] as const),
    ]),
  )
}

/** Amounts, other ones where rows say so. */
export function overlaid<F extends string>(
  amounts: Amounts,
  rows: readonly (Place & Readonly<Record<F, string>>)[],
  field: F,
): Map<string, bigint> {
  return new Map([...amounts, ...rows.map((row) => [placeKey(row), BigInt(row[field])] as const)])
}

/** What accounts get of all pots; nobody's weight is known. By account, ascending. */
export function sharesIn(amounts: Amounts): Shares {
  const shares = new Map<string, { amount: bigint; weight: bigint }>()
  for (const [key, amount] of amounts) {
    const { account } = placeOf(key)
    if (account === THE_POT) continue
    shares.set(account, { amount: amount + (shares.get(account)?.amount ?? 0n), weight: 0n })
  }
  return new Map([...shares].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Received and given of each pot, by its name. */
export function potsIn(amounts: Amounts): Map<string, { received: bigint; distributed: bigint }> {
  const pots = new Map<string, { received: bigint; distributed: bigint }>()
  for (const [key, amount] of amounts) {
    const { pot, account } = placeOf(key)
    const of = pots.get(pot) ?? { received: 0n, distributed: 0n }
    pots.set(pot, of)
    of[account === THE_POT ? 'received' : 'distributed'] += amount
  }
  return pots
}
