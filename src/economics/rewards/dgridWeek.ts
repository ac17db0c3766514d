import { ISO_WEEK } from '../period'
import type { BaseUnits, Bps } from '../units'
import { byAccount } from './participants'
import { MAIN, potOf, type WeightedParticipant } from './pot'
import { allOf } from './rows'
import type { Ruleset } from './ruleset'

/** Earnings of one account from the bills settled in a week. */
export interface Accrual {
  readonly account: string
  /** bills settled */
  readonly bills: number
  /** micro-CU */
  readonly computeUnits: bigint
  readonly amount: BaseUnits
  /** Σ micro-CU × (10,000 − latency penalty in bps) over its bills */
  readonly effort: bigint
  /** of the week; null where the network mines nothing, so it was not read */
  readonly uptimeBps: Bps | null
}

/** Name of the pot that a network adds to what its bills accrued. */
export const MINING = 'mining'

/**
 * Node and adaptor shares are paid weekly, to whom they accrued: the weight is the accrued amount itself and the pot
 * their sum, so each gets exactly what its bills gave it and nothing is left over. Where a profile configures mining it
 * is a second pot, by effort × uptime.
 */
export const dgridWeekV1: Ruleset<Accrual> = {
  name: 'dgrid-week/v1',
  period: ISO_WEEK,
  entries: 'accruals',
  pots(inputs) {
    const { received, carryIn } = inputs
    const entries = allOf(inputs.entries)
    const main = potOf(MAIN, received, carryIn, byAmount(entries))
    if (!received.has(MINING) && !carryIn.has(MINING)) return [main]
    return [main, potOf(MINING, received, carryIn, byEffort(entries))]
  },
}

function byAmount(accruals: readonly Accrual[]): WeightedParticipant[] {
  return byAccount(
    accruals
      .filter((each) => each.amount > 0n)
      .map(({ account, bills, computeUnits, amount }) => {
        return { account, key: account, part: { bills, computeUnits, amount, weight: amount } }
      }),
  )
}

function byEffort(accruals: readonly Accrual[]): WeightedParticipant[] {
  return byAccount(
    accruals.map(({ account, bills, effort, uptimeBps }) => {
      const part = { bills, effort, uptimeBps, weight: effort * BigInt(uptimeBps ?? 0) }
      return { account, key: account, part }
    }),
  )
}
