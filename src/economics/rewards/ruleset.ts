import type { Period, PeriodRule } from '../period'
import type { Pot, PotInputs, WeightedParticipant } from './pot'

/**
 * A named, versioned set of pure functions. A version stays for ever: a report names the one it used, and any past
 * report can be computed again. Another decision is another version beside it.
 */
export interface Ruleset<Entry extends object = object> {
  readonly name: `${string}/v${number}`
  /** null: someone announces each period, the chain or a profile */
  readonly period: PeriodRule | null
  /** what its entries are called in a report */
  readonly entries: 'positions' | 'accruals' | 'votes' | 'work' | 'domains' | 'table'
  /** the pots of a period, who is eligible in each and with what weight; what is not divided is carried by its pot */
  pots(inputs: PotInputs<Entry>): readonly Pot[]
  /** Σ amount × multiplier of what was eligible: the denominator of a tier's yield; only stakes have tiers */
  stakedWeight?(participants: readonly WeightedParticipant[]): bigint
}

/** A ruleset with one pot. */
export interface MainPotRuleset<Entry extends object> extends Ruleset<Entry> {
  /** who is eligible, and with what weight. Order of the entries does not matter */
  weigh(entries: readonly Entry[], period: Period): WeightedParticipant[]
}
