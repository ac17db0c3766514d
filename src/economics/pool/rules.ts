/**
 * Where the three generations of the pool differ; in everything else they are one. The rules stand side by side for
 * ever: a deployment keeps its own. @see domain.md §2, trap 11, docs/adr/0010-generations-of-the-pool.md
 */
export interface PoolRules {
  readonly ruleset: string
  /** the eligibility threshold that counts: the one in force now, or the one in force at the stake */
  readonly threshold: 'live' | 'at-stake'
  /** who makes the denominator of a period: stakes book their weight, or the owner sets it, at will or once */
  readonly denominator: 'booked' | 'set' | 'set-once'
  /** a claim takes its weight out of the denominator */
  readonly claimsLowerWeight: boolean
  /** where a deposit goes: to the current period only, or to whichever the owner names */
  readonly deposits: 'current' | 'any'
  /** RewardDeposited and RewardClaimed say which period */
  readonly eventsNamePeriod: boolean
  /** a stake of nothing is taken */
  readonly emptyStakes: boolean
}

export type Generation = 1 | 2 | 3

/** The first: live threshold, start + lock ≥ end, events that name no period, weights that are never reduced. */
const FIRST: PoolRules = {
  ruleset: 'destra-pool-gen1/v1',
  threshold: 'live',
  denominator: 'set',
  claimsLowerWeight: false,
  deposits: 'current',
  eventsNamePeriod: false,
  emptyStakes: true,
}

/** The second: the third's events, eligibility and claims, over an owner-set weight. */
const SECOND: PoolRules = {
  ruleset: 'destra-pool-gen2/v1',
  threshold: 'at-stake',
  denominator: 'set-once',
  claimsLowerWeight: true,
  deposits: 'any',
  eventsNamePeriod: true,
  emptyStakes: true,
}

/** The third, and the one deployed: weights are booked by the stakes themselves. */
const THIRD: PoolRules = {
  ruleset: 'destra-pool/v1',
  threshold: 'at-stake',
  denominator: 'booked',
  claimsLowerWeight: true,
  deposits: 'current',
  eventsNamePeriod: true,
  emptyStakes: false,
}

/** Rules by the generation a profile names. */
export const poolRules: Readonly<Record<Generation, PoolRules>> = { 1: FIRST, 2: SECOND, 3: THIRD }
