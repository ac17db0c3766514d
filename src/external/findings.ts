/** What is asked of a distribution, in the order in which it is told. */
export const externalChecks = {
  addresses: 'every account is an address, and none is zero',
  amounts: 'every amount is a whole number that its leaf can hold',
  duplicates: 'no account, no leaf and no key stands twice, in whatever letter case',
  leaves: 'every leaf, made again from its row, climbs to the root, and no row is missing',
  root: 'the root is the one that the rows make',
  funding: 'the amounts sum to what is funded',
  before: 'nobody has less than in the file before, and nobody is missing',
} as const

export type CheckId = keyof typeof externalChecks

/** As many are shown: where more are wrong, one cause is likelier than a thousand. */
const SHOWN = 1_000

/** What is wrong with a distribution, by check and by where it stands in the file. */
export class Findings {
  readonly #found = new Map<CheckId, { count: number; readonly evidence: Map<string, string> }>()

  add(check: CheckId, where: string, what: string): void {
    const found = this.#found.get(check) ?? { count: 0, evidence: new Map<string, string>() }
    this.#found.set(check, found)
    found.count++
    const before = found.evidence.get(where)
    if (before !== undefined || found.evidence.size < SHOWN)
      found.evidence.set(where, before === undefined ? what : `${before}; ${what}`)
  }

  count(check: CheckId): number {
    return this.#found.get(check)?.count ?? 0
  }

  evidence(check: CheckId): Record<string, string> {
    const { count, evidence } = this.#found.get(check) ?? { count: 0, evidence: new Map<string, string>() }
    const shown = Object.fromEntries(evidence)
    return count > SHOWN ? { ...shown, more: `${count} in all` } : shown
  }
}
