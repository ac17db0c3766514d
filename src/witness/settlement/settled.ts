import type { Second, SecondPot } from '../second'

/** What is due of a period that was paid wrongly: above 0 to be paid, below 0 to be withheld. */
export interface WitnessedDue {
  /** id of the distribution that was corrected */
  readonly of: string
  readonly pot: string
  /** an account, or `THE_POT` */
  readonly account: string
  readonly amount: bigint
}

/** Stands for an account where a pot was counted wrongly itself. */
export const THE_POT = 'revenue'

/** A due by what it is of. */
export const dueKey = ({ of, pot, account }: Omit<WitnessedDue, 'amount'>): string => `${of} ${pot} ${account}`

interface Settled {
  readonly second: Second
  /** what of each due is settled now, by `dueKey`; none of 0 */
  readonly now: ReadonlyMap<string, bigint>
}

/**
 * A period that settles dues, as ADR 45 says, by means of its own: what the pot was counted wrongly joins it or comes out of
 * it, credits are paid before anything is divided, and who was paid too much gives back what it gets at most.
 */
export function settled(second: Second, dues: readonly WitnessedDue[]): Settled {
  const now = new Map<string, bigint>()
  const note = (due: WitnessedDue, amount: bigint) => {
    if (amount !== 0n) now.set(dueKey(due), amount)
    return amount
  }
  const ordered = [...dues].sort((a, b) => (`${a.account} ${a.of}` < `${b.account} ${b.of}` ? -1 : 1))
  const pots = second.pots.map((pot) =>
    settledPot(
      pot,
      ordered.filter((due) => due.pot === pot.name),
      note,
    ),
  )
  return { second: { ...second, pots }, now }
}

function settledPot(
  pot: SecondPot,
  dues: readonly WitnessedDue[],
  note: (due: WitnessedDue, amount: bigint) => bigint,
): SecondPot {
  let { received, divided } = pot
  for (const due of dues.filter(({ account }) => account === THE_POT)) {
    const change = note(due, due.amount < 0n ? -least(-due.amount, least(received, divided)) : due.amount)
    received += change
    divided += change
  }
  const credits = dues.filter(({ account, amount }) => account !== THE_POT && amount > 0n)
  const owed = credits.reduce((sum, { amount }) => sum + amount, 0n)
  const gets = new Map<string, { weight: bigint; amount: bigint }>()
  let left = divided
  for (const due of credits) {
    const amount = note(due, owed > divided ? (divided * due.amount) / owed : due.amount)
    if (amount === 0n) continue
    gets.set(due.account, { weight: 0n, amount: amount + (gets.get(due.account)?.amount ?? 0n) })
    left -= amount
  }
  for (const { account, weight } of pot.shares) {
    const credit = gets.get(account)?.amount ?? 0n
    gets.set(account, { weight, amount: credit + (left * weight) / pot.totalWeight })
  }
  for (const due of dues.filter(({ account, amount }) => account !== THE_POT && amount < 0n)) {
    const of = gets.get(due.account)
    if (of) of.amount += note(due, -least(-due.amount, of.amount))
  }
  const shares = [...gets].sort(([a], [b]) => (a < b ? -1 : 1)).map(([account, of]) => ({ account, ...of }))
  const paid = shares.reduce((sum, { amount }) => sum + amount, 0n)
  return { ...pot, received, divided: left, carry: received + pot.carryIn - paid, shares }
}

const least = (one: bigint, other: bigint): bigint => (one < other ? one : other)
