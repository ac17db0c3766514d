import type { Period } from '../period'
import type { BaseUnits } from '../units'
import { allOf, type Rows } from './rows'
import { type Split, splitPot, type Weighted } from './split'

/** A participant with the parts its weight was made of: what an explanation shows. */
export interface WeightedParticipant extends Weighted {
  /** whole values only: amounts as bigint, the rest as safe integers or text */
  readonly parts: readonly object[]
  /** how many they are, where each is made when it is asked for */
  readonly count?: number
}

/** A period's amount for one purpose, and the participants in it. */
export interface Pot {
  readonly name: string
  /** what this period added */
  readonly received: BaseUnits
  /** what the pot of this name kept from the period before */
  readonly carryIn: BaseUnits
  /** what of both is divided now; the rest waits with the carry */
  readonly divided: BaseUnits
  readonly participants: readonly WeightedParticipant[]
}

/** A period's inputs to a ruleset. Amounts by the name of the pot they belong to. */
export interface PotInputs<Entry> {
  readonly period: Period
  /** order does not matter */
  readonly entries: Rows<Entry>
  readonly received: ReadonlyMap<string, BaseUnits>
  readonly carryIn: ReadonlyMap<string, BaseUnits>
}

/** Name of a program's pot where it has only one, and of the first where it has more. */
export const MAIN = 'main'

/** The usual case: everything is one pot and all of it is divided. */
export function mainPot<Entry>(weigh: (entries: readonly Entry[], period: Period) => WeightedParticipant[]) {
  return mainPotOfRows<Entry>((entries, period) => weigh(allOf(entries), period))
}

/** The same by a ruleset that asks for its entries by their place. */
export function mainPotOfRows<Entry>(weigh: (entries: Rows<Entry>, period: Period) => WeightedParticipant[]) {
  return ({ entries, period, received, carryIn }: PotInputs<Entry>): Pot[] => [
    potOf(MAIN, received, carryIn, weigh(entries, period)),
  ]
}

/** A pot of which everything is divided. */
export function potOf(
  name: string,
  received: ReadonlyMap<string, BaseUnits>,
  carryIn: ReadonlyMap<string, BaseUnits>,
  participants: readonly WeightedParticipant[],
): Pot {
  const parts = { received: received.get(name) ?? 0n, carryIn: carryIn.get(name) ?? 0n }
  return { name, ...parts, divided: parts.received + parts.carryIn, participants }
}

export interface DividedPot extends Pot {
  readonly split: Split
  /** joins the next pot of the same name */
  readonly carry: BaseUnits
}

/** Σ shares + carry = received + carryIn, exactly. @throws RangeError when more is divided than there is */
export function dividePot(pot: Pot): DividedPot {
  const total = pot.received + pot.carryIn
  if (pot.divided > total) throw new RangeError(`pot ${pot.name} divides ${pot.divided} of ${total}`)
  const split = splitPot(pot.divided, pot.participants)
  return { ...pot, split, carry: total - split.distributed }
}
