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
  const accounts = new Map<string, Part[]>()
  for (const { account, part } of [...parts].sort((a, b) => compare(a.key, b.key))) {
    const own = accounts.get(account)
    if (own) own.push(part)
    else accounts.set(account, [part])
  }
  return [...accounts].map(([account, own]) => ({
    account,
    weight: own.reduce((sum, part) => sum + part.weight, 0n),
    parts: own,
  }))
}

/** What is gathered of an entry. */
interface Gathering<Entry> {
  account(entry: Entry): string
  /** by which parts are sorted */
  key(entry: Entry): string
  weight(entry: Entry): bigint
  /** with its weight */
  part(entry: Entry): object
}

/**
 * The same for a million entries, whose parts would take as much memory as they do: each part is made whenever it is
 * asked for. Accounts come out ascending.
 */
export function gathered<Entry>(entries: readonly Entry[], of: Gathering<Entry>): WeightedParticipant[] {
  const accounts = new Map<string, Gathered<Entry>>()
  for (const entry of entries) {
    const account = of.account(entry)
    const participant = accounts.get(account)
    if (participant) participant.add(entry)
    else accounts.set(account, new Gathered(account, entry, of))
  }
  return [...accounts.values()].sort((a, b) => compare(a.account, b.account))
}

class Gathered<Entry> implements WeightedParticipant {
  weight: bigint
  private readonly own: Entry[]
  private sorted = true

  constructor(
    readonly account: string,
    first: Entry,
    private readonly of: Gathering<Entry>,
  ) {
    this.own = [first]
    this.weight = of.weight(first)
  }

  add(entry: Entry): void {
    this.own.push(entry)
    this.weight += this.of.weight(entry)
    this.sorted = false
  }

  get parts(): readonly object[] {
    if (!this.sorted) this.own.sort((a, b) => compare(this.of.key(a), this.of.key(b)))
    this.sorted = true
    return this.own.map(this.of.part)
  }
}

/** By code unit. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
