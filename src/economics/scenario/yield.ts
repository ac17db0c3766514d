import type { Period } from '../period'
import { type RevenueSplit, splitRevenue } from '../revenue'
import { dividePot, MAIN } from '../rewards/pot'
import type { Rows } from '../rewards/rows'
import type { Ruleset } from '../rewards/ruleset'
import type { BaseUnits, BlockNumber } from '../units'
import { destraTiers, type TierYield, tierYield } from '../yield'

/** History of one month of the stakers' program. */
export interface RevenueMonth {
  readonly period: Period
  readonly receipts: readonly { readonly amount: BaseUnits; readonly block: BlockNumber }[]
  /** stakes at the last block before the month's end */
  readonly positions: Rows<object>
  /** how revenue is shared in this month */
  readonly splits: readonly RevenueSplit[]
}

export interface YieldMonth {
  /** the stakers' part of the month's revenue */
  readonly received: BaseUnits
  /** with what the month before carried */
  readonly pot: BaseUnits
  readonly carry: BaseUnits
  /** Σ amount × multiplier of what was eligible at the month's end */
  readonly stakedWeight: bigint
  readonly tiers: readonly TierYield[]
}

/** The stakers' program month by month, through the ruleset that pays it: each carry joins the next pot. */
export function foldYields(months: readonly RevenueMonth[], ruleset: Ruleset, decimals: number): YieldMonth[] {
  let carry = 0n
  return months.map(({ period, receipts, positions, splits }) => {
    const parts = receipts.map(({ amount, block }) => splitRevenue(amount, block, splits).stakers)
    const received = parts.reduce((sum, part) => sum + part, 0n)
    const inputs = {
      period,
      entries: positions,
      received: new Map([[MAIN, received]]),
      carryIn: new Map([[MAIN, carry]]),
    }
    const [pot] = ruleset.pots(inputs).map(dividePot)
    carry = pot!.carry
    const month = {
      received,
      pot: pot!.divided,
      carry,
      stakedWeight: ruleset.stakedWeight!(pot!.participants),
    }
    return yieldMonth(period, month, decimals)
  })
}

export function yieldMonth({ start, end }: Period, month: Omit<YieldMonth, 'tiers'>, decimals: number): YieldMonth {
  const { pot, stakedWeight: totalWeight } = month
  return { ...month, tiers: destraTiers.map((tier) => tierYield(tier, { start, end, pot, totalWeight }, decimals)) }
}
