import type { DividedPot, WeightedParticipant } from '../../economics/rewards/pot'
import type { Ruleset } from '../../economics/rewards/ruleset'
import type { SettledShare, Share } from '../../economics/rewards/split'
import type { Address, BaseUnits } from '../../economics/units'
import { canonicalJson } from './canonicalJson'

/** One account's share of a period, explained. */
export interface ExplainedShare {
  readonly account: Address
  readonly amount: BaseUnits
  /** with several pots the sum of its weights in each */
  readonly weight: bigint
  /** what the floor cut off, in parts of the total weight; with several pots 0, each pot's is in the explanation */
  readonly remainder: bigint
  /** canonical JSON: inputs, weight, share, rounding */
  readonly explanation: string
}

const ROUNDING = 'floor(pot × weight / totalWeight)'

/** By account, ascending. */
export function explainShares(ruleset: Ruleset, pots: readonly DividedPot[]): ExplainedShare[] {
  const [first] = pots
  // A split is by account, ascending.
  if (pots.length === 1) return [...explainedOf(ruleset, first!)]
  const byAccount = new Map<string, Explained[]>()
  for (const pot of pots)
    for (const share of explainedOf(ruleset, pot)) {
      const own = byAccount.get(share.account)
      if (own) own.push(share)
      else byAccount.set(share.account, [share])
    }
  return [...byAccount].sort(([a], [b]) => (a < b ? -1 : 1)).map(([account, shares]) => summed(account, shares))
}

function* explainedOf(ruleset: Ruleset, pot: DividedPot): Iterable<Explained> {
  const participantOf = new Map(pot.participants.map((each) => [each.account, each]))
  for (const share of pot.split.shares) yield new Explained(ruleset, pot, share, participantOf.get(share.account))
}

/** One account's share of one pot. Its explanation is written whenever it is asked for: of a million stakes they take 300 MB. */
class Explained implements ExplainedShare {
  readonly account: Address
  readonly amount: BaseUnits
  readonly weight: bigint
  readonly remainder: bigint
  private readonly settled: SettledShare | undefined

  constructor(
    private readonly ruleset: Ruleset,
    readonly pot: DividedPot,
    { account, amount, weight, remainder, settled }: Share,
    /** undefined: it has a credit, and no weight */
    private readonly participant: WeightedParticipant | undefined,
  ) {
    this.account = account as Address
    this.amount = amount
    this.weight = weight
    this.remainder = remainder
    this.settled = settled
  }

  why() {
    const { amount, remainder, weight, pot, settled } = this
    const { totalWeight } = pot.split
    const parts = this.participant?.parts ?? []
    return {
      ...(settled && { settled }),
      [this.ruleset.entries]: parts,
      weight,
      totalWeight,
      pot: pot.divided,
      amount,
      remainder,
    }
  }

  get explanation(): string {
    return canonicalJson({ account: this.account, ...this.why(), rounding: ROUNDING })
  }
}

/** One account's shares of several pots. */
function summed(account: string, shares: readonly Explained[]): ExplainedShare {
  const amount = shares.reduce((sum, each) => sum + each.amount, 0n)
  const weight = shares.reduce((sum, each) => sum + each.weight, 0n)
  const pots = shares.map((share) => ({ name: share.pot.name, ...share.why() }))
  const explanation = canonicalJson({ account, amount, pots, rounding: ROUNDING })
  return { account: account as Address, amount, weight, remainder: 0n, explanation }
}
