import type { Period, PeriodRule } from '../period'
import type { BaseUnits } from '../units'
import type { PositionPart, StakedPosition } from './eth-month'
import type { Split, Weighted } from './split'

/** A participant with the parts its weight was made of: what an explanation shows. */
export interface WeightedParticipant extends Weighted {
  readonly parts: readonly PositionPart[]
}

/**
 * A named, versioned set of pure functions. A version stays for ever: a report names the one it used, and any past
 * report can be computed again. Another decision is another version beside it.
 */
export interface Ruleset {
  readonly name: `${string}/v${number}`
  readonly period: PeriodRule
  /** who is eligible, and with what weight. Order of the input does not matter */
  readonly weigh: (positions: readonly StakedPosition[], period: Period) => WeightedParticipant[]
  /** rounding and carry */
  readonly split: (pot: BaseUnits, participants: readonly Weighted[]) => Split
}
