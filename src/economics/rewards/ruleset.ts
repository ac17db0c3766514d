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

/** Gathers weighed parts by account; parts and accounts come out in one order whatever order they went in. */
export function byAccount<Part extends { readonly weight: bigint }>(
  parts: readonly { readonly account: string; readonly key: string; readonly part: Part }[],
): WeightedParticipant[] {
  const of = {
    account: (each: (typeof parts)[number]) => each.account,
    key: (each: (typeof parts)[number]) => each.key,
    part: (each: (typeof parts)[number]) => each.part,
  }
  return gathered(parts, of).map(({ account, weight, parts: own }) => ({ account, weight, parts: own }))
}

/** What is gathered of an entry. */
interface Gathering<Entry> {
  account(entry: Entry): string
  /** by which parts are sorted */
  key(entry: Entry): string
  part(entry: Entry): object & { readonly weight: bigint }
}

/** The same, where a million parts would take as much memory as their entries: each is made whenever it is asked for. */
export function gathered<Entry>(entries: readonly Entry[], of: Gathering<Entry>): WeightedParticipant[] {
  const accounts = new Map<string, Entry[]>()
  for (const entry of entries) {
    const own = accounts.get(of.account(entry))
    if (own) own.push(entry)
    else accounts.set(of.account(entry), [entry])
  }
  const byKey = (a: Entry, b: Entry) => compare(of.key(a), of.key(b))
  for (const own of accounts.values()) own.sort(byKey)
  const sorted = [...accounts].sort(([, [a]], [, [b]]) => byKey(a!, b!))
  return sorted.map(([account, own]) => new Gathered(account, own, of))
}

class Gathered<Entry> implements WeightedParticipant {
  readonly weight: bigint

  constructor(
    readonly account: string,
    private readonly own: readonly Entry[],
    private readonly of: Gathering<Entry>,
  ) {
    this.weight = own.reduce((sum, entry) => sum + of.part(entry).weight, 0n)
  }

  get parts(): readonly object[] {
    return this.own.map((entry) => this.of.part(entry))
  }
}

/** By code unit. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
