import type { BaseUnits } from '../units'
import { MAX_CHOICES } from './choices'
import { eligiblePeriods } from './eligibility'
import { hasClaimed, type PoolPeriod, type PoolState, periodOf, potOf, stakesOf } from './state'

/** A claim whose event names no period, by an account of which one could be of several (domain.md §2, trap 11). */
export interface DoubtedClaim {
  readonly user: string
  readonly reward: BaseUnits
  /** that the ledger took */
  readonly period: number
  /** that it can have been of */
  readonly could: readonly number[]
}

/** A claim as the ledger booked it, in the order of the log; `candidates` where it could be of several periods. */
export interface BookedClaim extends Omit<DoubtedClaim, 'could'> {
  readonly candidates: readonly number[]
}

/**
 * All claims that can be of another period than the ledger's. After a claim of several periods, those that follow can be of
 * the one that the ledger gave away.
 */
export function doubtedClaims(claims: readonly BookedClaim[]): DoubtedClaim[] {
  const given = new Map<string, number[]>()
  return claims.flatMap(({ user, reward, period, candidates }) => {
    const before = given.get(user) ?? []
    const could = [...new Set([period, ...candidates, ...before])]
    if (candidates.length > 1) given.set(user, [...before, period])
    return could.length > 1 ? [{ user, reward, period, could }] : []
  })
}

/** Whether figures of an account depend on what these claims were of: of its own, and of those that share a pot with it. */
export function isTouched(pool: PoolState, account: string, claims: readonly DoubtedClaim[]): boolean {
  if (claims.some(({ user }) => user === account)) return true
  const doubted = new Set(claims.flatMap(({ could }) => could))
  return stakesOf(pool, account).some((stake) =>
    eligiblePeriods(pool, stake).some((period) => doubted.has(period) && !hasClaimed(pool, account, period)),
  )
}

/**
 * The pool by every choice of what the claims were of, one that pays more than a period holds left out. The pool itself
 * where none is doubted. @returns null where there are more than MAX_CHOICES
 */
export function claimWorlds(pool: PoolState, claims: readonly DoubtedClaim[]): PoolState[] | null {
  let worlds = [withoutClaims(pool, claims)]
  for (const { user, reward, could } of claims) {
    worlds = worlds.flatMap((world) =>
      could.flatMap((period) => (hasClaimed(world, user, period) ? [] : moved(world, user, period, reward))),
    )
    if (worlds.length > MAX_CHOICES) return null
  }
  const paid = worlds.filter((world) =>
    claims.every(({ could }) => could.every((p) => potOf(periodOf(world, p)) >= 0n)),
  )
  return paid.length > 0 ? paid : [pool]
}

/** The pool had nobody made these claims: no period holds more by any choice, and nobody has claimed more of them. */
export function withoutClaims(pool: PoolState, claims: readonly DoubtedClaim[]): PoolState {
  return claims.reduce((world, { user, reward, period }) => moved(world, user, period, -reward), pool)
}

/** With a claim of a period; a negative reward takes it back. */
function moved(pool: PoolState, user: string, period: number, reward: BaseUnits): PoolState {
  const held: PoolPeriod = { ...periodOf(pool, period) }
  held.claimed += reward
  const own = new Map(pool.claims.get(user))
  if (reward < 0n) own.delete(period)
  else own.set(period, reward)
  return {
    ...pool,
    periods: new Map([...pool.periods, [period, held]]),
    claims: new Map([...pool.claims, [user, own]]),
  }
}
