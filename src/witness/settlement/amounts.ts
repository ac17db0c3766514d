import type { Second, SecondShare } from '../second'
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

/** A period with other amounts. What they were divided by is not known, and its weights and what it divided are 0. */
export function withAmounts({ period, pots }: Second, amounts: Amounts): Second {
  const carryIn = new Map(pots.map((pot) => [pot.name, pot.carryIn]))
  const made = new Map(pots.map(({ name }) => [name, { received: 0n, shares: [] as SecondShare[] }]))
  for (const [key, amount] of amounts) {
    const { pot, account } = placeOf(key)
    const of = made.get(pot) ?? { received: 0n, shares: [] }
    made.set(pot, of)
    if (account === THE_POT) of.received = amount
    else of.shares.push({ account, weight: 0n, amount })
  }
  return {
    period,
    pots: [...made].map(([name, { received, shares }]) => {
      const before = carryIn.get(name) ?? 0n
      const carry = shares.reduce((left, { amount }) => left - amount, received + before)
      return { name, received, carryIn: before, divided: 0n, totalWeight: 0n, carry, shares }
    }),
  }
}
