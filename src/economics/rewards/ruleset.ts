import type { Period, PeriodRule } from '../period'
import type { BaseUnits } from '../units'
import type { Split, Weighted } from './split'

/** A participant with the parts its weight was made of: what an explanation shows. */
export interface WeightedParticipant extends Weighted {
  /** whole values only: amounts as bigint, the rest as safe integers or text */
  readonly parts: readonly object[]
}

/**
 * A named, versioned set of pure functions. A version stays for ever: a report names the one it used, and any past
 * report can be computed again. Another decision is another version beside it.
 */
export interface Ruleset<Entry extends object = object> {
  readonly name: `${string}/v${number}`
  readonly period: PeriodRule
  /** what its entries are called in a report */
  readonly entries: 'positions' | 'accruals' | 'votes'
  /** who is eligible, and with what weight. Order of the entries does not matter */
  weigh(entries: readonly Entry[], period: Period): WeightedParticipant[]
  /** rounding and carry */
  split(pot: BaseUnits, participants: readonly Weighted[]): Split
  /** Σ amount × multiplier of what was eligible: the denominator of a tier's yield; only stakes have tiers */
  stakedWeight?(participants: readonly WeightedParticipant[]): bigint
}

/** Gathers weighed parts by account; parts and accounts come out in one order whatever order they went in. */
export function byAccount<Part extends { readonly weight: bigint }>(
  parts: readonly { readonly account: string; readonly key: string; readonly part: Part }[],
): WeightedParticipant[] {
  const accounts = new Map<string, Part[]>()
  for (const { account, part } of [...parts].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))) {
    const known = accounts.get(account)
    if (known) known.push(part)
    else accounts.set(account, [part])
  }
  return [...accounts].map(([account, own]) => ({
    account,
    weight: own.reduce((sum, part) => sum + part.weight, 0n),
    parts: own,
  }))
}
