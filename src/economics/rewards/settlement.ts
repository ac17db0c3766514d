import type { BaseUnits } from '../units'
import { type DividedPot, dividePot, type Pot } from './pot'
import type { Share } from './split'

/** What is still due of a period that was paid wrongly. */
export interface Due {
  /** id of the distribution that was corrected */
  readonly of: string
  /** whom it is due to; `REVENUE`: the pot itself */
  readonly account: string
  /** above 0: to be paid; below 0: was paid too much, and is withheld. Never 0 */
  readonly amount: BaseUnits
}

/** Stands for an account where a pot itself was counted wrongly: its revenue, not what anybody was paid of it. */
export const REVENUE = 'revenue'

interface Settlement {
  readonly pot: DividedPot
  /** what of each due is settled now, with its sign; those of which nothing is are left out */
  readonly settled: readonly Due[]
}

/**
 * A pot that settles dues. Revenue that was missed joins it, and what was counted too much is taken out of what comes in.
 * Credits are paid off the top, in proportion where the pot is short; the rest is split by weight as ever; debts are
 * withheld from what their account gets, never below 0, and join the carry. Σ amounts + carry = received + carryIn exactly.
 * @param dues in any order, of a period and account at most one
 * @throws RangeError for an account that appears twice
 */
export function settlePot(pot: Pot, dues: readonly Due[]): Settlement {
  if (dues.length === 0) return { pot: dividePot(pot), settled: [] }
  const sorted = [...dues].sort(byAccountAndPeriod)
  sorted.forEach((each, at) => {
    const before = sorted[at - 1]
    if (each.account === before?.account && each.of === before.of)
      throw new RangeError(`${each.account} has two dues of ${each.of}`)
  })
  const settled: Due[] = []
  const settle = (due: Due, amount: BaseUnits) => {
    if (amount !== 0n) settled.push({ ...due, amount })
    return amount
  }
  const ofAccounts = sorted.filter(({ account }) => account !== REVENUE)
  const whole = withRevenue(
    pot,
    sorted.filter(({ account }) => account === REVENUE),
    settle,
  )
  const credits = creditsOf(whole.divided, ofAccounts, settle)
  const top = [...credits.values()].reduce((sum, each) => sum + each, 0n)
  const made = dividePot({ ...whole, divided: whole.divided - top })
  const shares = withheld(withCredits(made.split.shares, credits), ofAccounts, settle)
  const distributed = shares.reduce((sum, { amount }) => sum + amount, 0n)
  const split = { ...made.split, shares, distributed, carry: whole.divided - distributed }
  const carry = made.received + made.carryIn - distributed
  return { pot: { ...made, split, carry }, settled: settled.sort(byAccountAndPeriod) }
}

/** Takes note of what is settled of a due. @returns it */
type Settle = (due: Due, amount: BaseUnits) => BaseUnits

function withRevenue(pot: Pot, dues: readonly Due[], settle: Settle): Pot {
  let { received, divided } = pot
  for (const due of dues) {
    const most = min(received, divided)
    const taken = settle(due, -min(most, -due.amount))
    received += taken
    divided += taken
  }
  return { ...pot, received, divided }
}

/** Credit of each account: its dues, or floor(divided × due / Σ dues) where that is less. */
function creditsOf(divided: BaseUnits, dues: readonly Due[], settle: Settle): Map<string, BaseUnits> {
  const owed = dues.filter(({ amount }) => amount > 0n)
  const total = owed.reduce((sum, { amount }) => sum + amount, 0n)
  const credits = new Map<string, BaseUnits>()
  for (const due of owed) {
    const paid = settle(due, total <= divided ? due.amount : (divided * due.amount) / total)
    if (paid > 0n) credits.set(due.account, (credits.get(due.account) ?? 0n) + paid)
  }
  return credits
}

/** Who has a credit and no weight has a share of 0 beside it. By account, ascending, as a split is. */
function withCredits(shares: readonly Share[], credits: ReadonlyMap<string, BaseUnits>): Share[] {
  const weighed = new Set(shares.map(({ account }) => account))
  const others = [...credits.keys()].filter((account) => !weighed.has(account))
  const all = [...shares, ...others.map((account) => ({ account, weight: 0n, amount: 0n, remainder: 0n }))]
  return all
    .sort((a, b) => compare(a.account, b.account))
    .map((share) => {
      const credit = credits.get(share.account)
      if (credit === undefined) return share
      return { ...share, amount: share.amount + credit, settled: { share: share.amount, credit, withheld: 0n } }
    })
}

function withheld(shares: readonly Share[], dues: readonly Due[], settle: Settle): Share[] {
  const debts = new Map<string, Due[]>()
  for (const due of dues) if (due.amount < 0n) debts.set(due.account, [...(debts.get(due.account) ?? []), due])
  return shares.map((share) => {
    let left = share.amount
    for (const due of debts.get(share.account) ?? []) left += settle(due, -min(left, -due.amount))
    if (left === share.amount) return share
    const { share: weighed, credit } = share.settled ?? { share: share.amount, credit: 0n }
    return { ...share, amount: left, settled: { share: weighed, credit, withheld: share.amount - left } }
  })
}

const min = (a: bigint, b: bigint) => (a < b ? a : b)
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function byAccountAndPeriod(a: Due, b: Due): number {
  return compare(a.account, b.account) || compare(a.of, b.of)
}
