import { lesser, mulDiv } from '../money'
import type { BaseUnits, Seconds } from '../units'
import { claimWeight, quoteClaim } from './claim'
import { apply } from './fold'
import { endOf, newPool, type PoolState, periodOf, potOf, totalWeightOf } from './state'

/** Claim of one account in a period, in the order of the replay. */
interface RemainingClaim {
  readonly user: string
  readonly reward: BaseUnits
}

/** ETH of an ended period that nobody can claim any more, by cause; they sum to `stranded`. Wei. */
interface Stranded {
  /** left by floors: by those of the rewards, or as parts too small to be paid (a reward of 0 reverts) */
  readonly dust: BaseUnits
  /** stakes that left after the end without claiming: their weight stays in the denominator */
  readonly forfeited: BaseUnits
  /** funded, but no weight was ever booked */
  readonly noWeight: BaseUnits
  /** stale booking: unbooked stakes took from the others, whose claim now asks for more than there is */
  readonly overClaimable: BaseUnits
  /** the owner set a larger weight than there was, or, first generation, claims left it as it was */
  readonly denominator: BaseUnits
  /** deposited ahead of time and forgotten when the index arrived (second generation) */
  readonly overwritten: BaseUnits
}

/** deposited = claimed + claimable + stranded + pending, exactly. Wei. */
export interface PeriodAccount {
  readonly period: number
  readonly end: Seconds
  readonly ended: boolean
  readonly deposited: BaseUnits
  readonly claimed: BaseUnits
  readonly claimable: BaseUnits
  readonly claims: readonly RemainingClaim[]
  /** eligible accounts whose claim would be refused because others took more than their part (trap 8) */
  readonly overClaimed: readonly string[]
  readonly stranded: BaseUnits
  readonly causes: Stranded
  /** in a period that has not ended, or whose owner has not set the weight: nobody can claim it yet */
  readonly pending: BaseUnits
}

const NONE: Stranded = {
  ...{ dust: 0n, forfeited: 0n, noWeight: 0n, overClaimable: 0n },
  ...{ denominator: 0n, overwritten: 0n },
}

/**
 * Where a period's ETH is. Claimable is what the remaining claimants get one after another in the order of their
 * addresses, each having one turn; another order shares the same pot differently (traps 7, 8).
 */
export function periodAccount(pool: PoolState, period: number, now: Seconds): PeriodAccount {
  const steps = periodAccountSteps(pool, period, now)
  for (let step = steps.next(); ; step = steps.next()) if (step.done) return step.value
}

/** The same in steps of some milliseconds, for a caller that yields to the event loop between them. */
export function* periodAccountSteps(pool: PoolState, period: number, now: Seconds): Generator<void, PeriodAccount> {
  const copy = copyOf(pool, period, now)
  const { deposited, claimed, overwritten, booked } = copy.held
  const end = endOf(pool, period)
  const common = { period, end, ended: now >= end, deposited, claimed }
  if (now < end || (pool.rules.denominator !== 'booked' && booked === 0n)) {
    const causes = { ...NONE, overwritten }
    const pending = deposited - claimed - overwritten
    return { ...common, claimable: 0n, claims: [], overClaimed: [], stranded: overwritten, causes, pending }
  }
  const { claims, overClaimed } = yield* replay(copy.pool, period, now)
  const claimable = claims.reduce((sum, each) => sum + each.reward, 0n)
  const causes = causesOf(copy.pool, period, overClaimed.length > 0)
  return { ...common, claimable, claims, overClaimed, stranded: deposited - claimed - claimable, causes, pending: 0n }
}

/** Of every period that anything happened in, oldest first. */
export function periodAccounts(pool: PoolState, now: Seconds): PeriodAccount[] {
  return [...pool.periods.keys()].sort((a, b) => a - b).map((period) => periodAccount(pool, period, now))
}

/** Claims replayed in one step: some 5 ms. */
const CLAIMS_PER_STEP = 1_000

/** Claims everything on `copy`. */
function* replay(copy: PoolState, period: number, now: Seconds) {
  const claims: RemainingClaim[] = []
  const overClaimed: string[] = []
  for (const [i, user] of [...copy.stakes.keys()].sort().entries()) {
    if (i % CLAIMS_PER_STEP === CLAIMS_PER_STEP - 1) yield
    const quote = quoteClaim(copy, user, period, now)
    if (quote.kind === 'pays') {
      apply(copy, { kind: 'claim', user, period, time: now })
      claims.push({ user, reward: quote.reward })
    } else if (quote.why === 'Panic') overClaimed.push(user)
  }
  return { claims, overClaimed }
}

/** Only what a claim of this period writes is copied; stakes are shared, claims leave them alone. */
function copyOf(pool: PoolState, period: number, now: Seconds) {
  const held = { ...periodOf(pool, period) }
  const ahead = now >= endOf(pool, period) && period > pool.index
  // Nobody but the index stands between a claimant and a period that has ended: it moves on with every claim.
  if (ahead) held.overwritten += potOf(held)
  // no claim reads or writes another period's
  const claims = new Map<string, Map<number, BaseUnits>>()
  for (const [user, own] of pool.claims) {
    const reward = own.get(period)
    if (reward !== undefined) claims.set(user, new Map([[period, reward]]))
  }
  const copy: PoolState = {
    ...newPool(pool.endZero, pool.rules),
    ...{ index: ahead ? period : pool.index, threshold: pool.threshold, stakes: pool.stakes, claims },
    periods: new Map([[period, held]]),
  }
  return { pool: copy, held: { ...held } }
}

/** Causes of what is left when everybody has claimed; the forfeited part of the deposit is known exactly. */
function causesOf(pool: PoolState, period: number, overClaimed: boolean): Stranded {
  const held = periodOf(pool, period)
  const { deposited, overwritten, booked, forfeitedWeight } = held
  const left = potOf(held)
  if (booked === 0n) return { ...NONE, overwritten, noWeight: left }
  const part = mulDiv(deposited, forfeitedWeight, booked, 'floor')
  const forfeited = lesser(part, left)
  const rest = { [restCause(pool, period, overClaimed)]: left - forfeited }
  return { ...NONE, overwritten, forfeited, ...rest }
}

/** Cause of the rest: an over-claim, else a denominator larger than the weights that claimed, else floors. */
function restCause(pool: PoolState, period: number, overClaimed: boolean): 'overClaimable' | 'denominator' | 'dust' {
  if (overClaimed) return 'overClaimable'
  if (pool.rules.denominator === 'booked') return 'dust'
  const held = periodOf(pool, period)
  const unpaid = [...pool.stakes.keys()].filter((user) => !pool.claims.get(user)?.has(period))
  const stoodFor = unpaid.reduce((sum, user) => sum + claimWeight(pool, user, period), held.forfeitedWeight)
  return totalWeightOf(held) > stoodFor ? 'denominator' : 'dust'
}
