import { mulDiv } from '../money'
import type { BaseUnits, Seconds } from '../units'
import { quoteClaim } from './claim'
import { apply } from './fold'
import { endOf, newPool, type PoolState, periodOf } from './state'

/** What one account can claim of a period, in the order of the replay. */
export interface RemainingClaim {
  readonly user: string
  /** wei */
  readonly reward: BaseUnits
}

/** ETH of an ended period that nobody can claim any more, by cause; the four sum to `stranded`. Wei. */
export interface Stranded {
  /** left by floors: by those of the rewards, or as parts too small to be paid (a reward of 0 reverts) */
  readonly dust: BaseUnits
  /** stakes that left after the end without claiming: their weight stays in the denominator */
  readonly forfeited: BaseUnits
  /** funded, but no weight was ever booked */
  readonly noWeight: BaseUnits
  /** stale booking: unbooked stakes took from the others, whose claim now asks for more than there is */
  readonly overClaimable: BaseUnits
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
  /** who is eligible and would be refused because others took more than their part (trap 8) */
  readonly overClaimed: readonly string[]
  readonly stranded: BaseUnits
  readonly causes: Stranded
  /** in a period that has not ended: nobody can claim it yet */
  readonly pending: BaseUnits
}

const NONE: Stranded = { dust: 0n, forfeited: 0n, noWeight: 0n, overClaimable: 0n }

/**
 * Where a period's ETH is. Claimable is what the remaining claimants get one after another in the order of their
 * addresses, each having one turn; another order shares the same pot differently (trap 8).
 */
export function periodAccount(pool: PoolState, period: number, now: Seconds): PeriodAccount {
  const { deposited, claimed } = periodOf(pool, period)
  const end = endOf(pool, period)
  const told = { period, end, ended: now >= end, deposited, claimed }
  if (now < end) {
    const pending = deposited - claimed
    return { ...told, claimable: 0n, claims: [], overClaimed: [], stranded: 0n, causes: NONE, pending }
  }
  const { claims, overClaimed } = replay(pool, period, now)
  const claimable = claims.reduce((sum, each) => sum + each.reward, 0n)
  const stranded = deposited - claimed - claimable
  const causes = causesOf(pool, period, stranded, overClaimed.length > 0)
  return { ...told, claimable, claims, overClaimed, stranded, causes, pending: 0n }
}

function replay(pool: PoolState, period: number, now: Seconds) {
  const copy = copyOf(pool, period)
  const claims: RemainingClaim[] = []
  const overClaimed: string[] = []
  for (const user of [...pool.stakes.keys()].sort(byCodeUnit)) {
    const quote = quoteClaim(copy, user, period, now)
    if (quote.kind === 'pays') {
      apply(copy, { kind: 'claim', user, period, time: now })
      claims.push({ user, reward: quote.reward })
    } else if (quote.why === 'Panic') overClaimed.push(user)
  }
  return { claims, overClaimed }
}

/** Only what a claim of this period writes is copied; stakes are shared, claims leave them alone. */
function copyOf(pool: PoolState, period: number): PoolState {
  const claims = new Map([...pool.claims].map(([user, own]) => [user, new Map(own)]))
  const periods = new Map([[period, { ...periodOf(pool, period) }]])
  // Nobody but the index stands between a claimant and a period that has ended: it moves on with every claim.
  const index = Math.max(pool.index, period)
  return { ...newPool(pool.endZero), index, stakes: pool.stakes, claims, periods }
}

/** What was forfeited is known exactly: its part of the deposit. The rest is the over-claim's, else the floors'. */
function causesOf(pool: PoolState, period: number, stranded: BaseUnits, overClaimed: boolean): Stranded {
  const { deposited, booked, forfeitedWeight } = periodOf(pool, period)
  if (booked === 0n) return { ...NONE, noWeight: stranded }
  const part = mulDiv(deposited, forfeitedWeight, booked, 'floor')
  const forfeited = part < stranded ? part : stranded
  const rest = stranded - forfeited
  return overClaimed ? { ...NONE, forfeited, overClaimable: rest } : { ...NONE, forfeited, dust: rest }
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
