import type { DividedPot } from '../../economics/rewards/pot'
import type { Ruleset } from '../../economics/rewards/ruleset'
import type { Share } from '../../economics/rewards/split'
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

/** One account's share of one pot. */
interface PotShare extends Omit<Share, 'account'> {
  readonly name: string
  readonly why: object
}

const ROUNDING = 'floor(pot × weight / totalWeight)'

/** By account, ascending. */
export function explainShares(ruleset: Ruleset, pots: readonly DividedPot[]): ExplainedShare[] {
  const byAccount = new Map<string, PotShare[]>()
  for (const pot of pots)
    for (const [account, share] of sharesOf(ruleset, pot)) {
      const own = byAccount.get(account)
      if (own) own.push(share)
      else byAccount.set(account, [share])
    }
  const whole = pots.length === 1
  return [...byAccount]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([account, shares]) => explained(account as Address, shares, whole))
}

function* sharesOf(ruleset: Ruleset, { name, divided, participants, split }: DividedPot): Iterable<[string, PotShare]> {
  const partsOf = new Map(participants.map((each) => [each.account, each.parts]))
  const { totalWeight } = split
  for (const { account, weight, amount, remainder } of split.shares) {
    const parts = partsOf.get(account)!
    const why = { [ruleset.entries]: parts, weight, totalWeight, pot: divided, amount, remainder }
    yield [account, { name, amount, weight, remainder, why }]
  }
}

function explained(account: Address, shares: readonly PotShare[], whole: boolean): ExplainedShare {
  const amount = shares.reduce((sum, each) => sum + each.amount, 0n)
  const weight = shares.reduce((sum, each) => sum + each.weight, 0n)
  const why = whole ? shares[0]!.why : { amount, pots: shares.map((share) => ({ name: share.name, ...share.why })) }
  const explanation = canonicalJson({ account, ...why, rounding: ROUNDING })
  return { account, amount, weight, remainder: whole ? shares[0]!.remainder : 0n, explanation }
}
