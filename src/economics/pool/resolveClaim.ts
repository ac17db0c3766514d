import type { BaseUnits, Seconds } from '../units'
import { advancedIndex, quoteClaim } from './claim'
import { exchanges } from './exchange'
import { type Named, namedOf } from './named'
import { type PoolStake, type PoolState, stakesOf } from './state'

/** A `RewardClaimed` of the first generation, which names no period, and what its transaction says of it. */
export interface UnnamedClaim extends Named {
  readonly user: string
  /** wei */
  readonly reward: BaseUnits
  readonly time: Seconds
}

/**
 * Which period a claim was of (domain.md §2, trap 11): the call itself, the only period that pays exactly that, what the
 * input names. Of several candidates the first is taken; one is certain.
 */
export function resolveClaim(pool: PoolState, claim: UnnamedClaim): readonly [number, ...number[]] {
  if (claim.called !== undefined) return [claim.called]
  const paying = periodsPaying(pool, claim.user, claim.reward, claim.time)
  const [first] = paying
  if (first === undefined) return [Math.max(0, advancedIndex(pool, claim.time) - 1)]
  const [named, ...others] = paying.length > 1 ? namedOf(paying, (period) => period, claim) : []
  return named === undefined ? [first, ...paying.slice(1)] : [named, ...others]
}

/**
 * Periods for which the contract would pay a user exactly `reward` now, oldest first. Where none would, by another choice
 * of the user's stakes.
 */
function periodsPaying(pool: PoolState, user: string, reward: BaseUnits, now: Seconds): number[] {
  const funded = [...pool.periods.keys()].filter((period) => period <= advancedIndex(pool, now)).sort((a, b) => a - b)
  const payingOf = (stakes: readonly PoolStake[]) => {
    const own = { ...pool, stakes: new Map([[user, [...stakes]]]) }
    return funded.filter((period) => {
      const quote = quoteClaim(own, user, period, now)
      return quote.kind === 'pays' && quote.reward === reward
    })
  }
  const paying = payingOf(stakesOf(pool, user))
  if (paying.length > 0) return paying
  const others = new Set(exchanges(pool, stakesOf(pool, user)).ways.flatMap(payingOf))
  return funded.filter((period) => others.has(period))
}
