import type { BaseUnits } from '../units'
import type { DividedPot } from './pot'
import { REVENUE } from './settlement'

/** Amounts by pot, then by account; what the pot received itself is there as `REVENUE`. */
export type Amounts = ReadonlyMap<string, ReadonlyMap<string, BaseUnits>>

/** What one account was paid of a pot, and what it should have been. */
export interface CorrectedAmount {
  readonly pot: string
  /** `REVENUE`: what the pot received */
  readonly account: string
  readonly published: BaseUnits
  readonly correct: BaseUnits
  /** settled since, with its sign: due is correct − published − this */
  readonly before: BaseUnits
}

export function amountsOf(pots: readonly Pick<DividedPot, 'name' | 'received' | 'split'>[]): Amounts {
  return new Map(
    pots.map(({ name, received, split }) => [
      name,
      new Map([[REVENUE, received], ...split.shares.map(({ account, amount }) => [account, amount] as const)]),
    ]),
  )
}

/**
 * Where a period was published otherwise than it should have been, or something of it was settled since. What was settled
 * counts as paid, so that a second correction of the same period never owes it again.
 * @returns by pot and account, ascending
 */
export function correctedAmounts(published: Amounts, correct: Amounts, settled: Amounts): CorrectedAmount[] {
  const names = sorted([published, correct, settled].flatMap((each) => [...each.keys()]))
  return names.flatMap((pot) => {
    const [paid, right, since] = [published, correct, settled].map((each) => each.get(pot) ?? new Map<string, bigint>())
    return sorted([paid!, right!, since!].flatMap((each) => [...each.keys()]))
      .map((account): CorrectedAmount => {
        const amounts = [paid!, right!, since!].map((each) => each.get(account) ?? 0n)
        return { pot, account, published: amounts[0]!, correct: amounts[1]!, before: amounts[2]! }
      })
      .filter((each) => each.published !== each.correct || each.before !== 0n)
  })
}

/** What is still due: above 0 to be paid, below 0 to be withheld. */
export function dueOf({ published, correct, before }: CorrectedAmount): BaseUnits {
  return correct - published - before
}

/** Each once, by code unit. */
function sorted(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort()
}
