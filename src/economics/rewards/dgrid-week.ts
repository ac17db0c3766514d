import { ISO_WEEK } from '../period'
import type { BaseUnits } from '../units'
import { byAccount, type Ruleset } from './ruleset'
import { splitPot } from './split'

/** What one account earned in settled bills during a week. */
export interface Accrual {
  readonly account: string
  /** bills settled */
  readonly bills: number
  /** micro-CU */
  readonly computeUnits: bigint
  readonly amount: BaseUnits
}

/**
 * Node and adaptor shares are paid weekly, to whom they accrued: the weight is the accrued amount itself and the pot
 * their sum, so each gets exactly what its bills gave it and nothing is left over.
 */
export const dgridWeekV1: Ruleset<Accrual> = {
  name: 'dgrid-week/v1',
  period: ISO_WEEK,
  entries: 'accruals',
  weigh: (accruals) =>
    byAccount(
      accruals
        .filter((each) => each.amount > 0n)
        .map(({ account, ...rest }) => ({ account, key: account, part: { ...rest, weight: rest.amount } })),
    ),
  split: splitPot,
}
