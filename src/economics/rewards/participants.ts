import type { WeightedParticipant } from './pot'
import type { Rows } from './rows'

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

/** What is gathered of entries. */
interface Gathering<Entry, Part> {
  readonly entries: Rows<Entry>
  counts(entry: Entry): boolean
  account(entry: Entry): string
  weight(entry: Entry): bigint
  /** with its weight */
  part(entry: Entry): Part
  /** by which parts are sorted */
  key(part: Part): string
}

/**
 * The same for a million entries, whose parts would take as much memory as they do: each part is made whenever it is
 * asked for. Accounts come out ascending.
 */
export function gathered<Entry, Part extends object>(of: Gathering<Entry, Part>): WeightedParticipant[] {
  const accounts = new Map<string, Gathered<Entry, Part>>()
  const { entries } = of
  for (let place = 0; place < entries.length; place++) {
    const entry = entries.at(place)!
    if (!of.counts(entry)) continue
    const account = of.account(entry)
    const participant = accounts.get(account)
    if (participant) participant.add(place, of.weight(entry))
    else accounts.set(account, new Gathered(account, place, of.weight(entry), of))
  }
  return [...accounts.values()].sort((a, b) => compare(a.account, b.account))
}

class Gathered<Entry, Part extends object> implements WeightedParticipant {
  private readonly places: number[]

  constructor(
    readonly account: string,
    first: number,
    public weight: bigint,
    private readonly of: Gathering<Entry, Part>,
  ) {
    this.places = [first]
  }

  add(place: number, weight: bigint): void {
    this.places.push(place)
    this.weight += weight
  }

  get count(): number {
    return this.places.length
  }

  get parts(): readonly Part[] {
    const { entries, key, part } = this.of
    const parts = this.places.map((place) => part(entries.at(place)!))
    return parts.sort((a, b) => compare(key(a), key(b)))
  }
}

/** By code unit. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
