import { lesser } from '../money'
import type { BaseUnits, Seconds } from '../units'
import { type Choices, MAX_CHOICES, withClosed } from './choices'
import { quoteClaim } from './claim'
import { claimWorlds, type DoubtedClaim, withoutClaims } from './claimChoices'
import { eligiblePeriods } from './eligibility'
import { claimableNow, holdings } from './holding'
import { type PoolState, periodOf, potOf, stakesOf } from './state'

/** Bounds of a figure; both are inclusive. */
export interface Interval<T> {
  readonly low: T
  readonly high: T
}

/** A stake that is held by some choice. */
interface StakeInterval {
  readonly stakeIndex: number
  /** false: another choice has closed it */
  readonly sure: boolean
  readonly holdUntil: Interval<Seconds | null>
  readonly forfeitsNow: {
    readonly penalty: BaseUnits
    readonly claimable: Interval<BaseUnits>
    readonly periods: readonly number[]
  }
}

/** Figures of an owner over every choice of what its unstakes closed, and claims of the pool were of. Null times are those of nothing more to earn. */
export interface OwnerInterval {
  /** null: more than are followed one by one, so the bounds are those of any choice at all, and wider */
  readonly choices: number | null
  readonly claimableNow: Interval<BaseUnits>
  readonly claims: readonly { readonly period: number; readonly reward: Interval<BaseUnits> }[]
  readonly holdUntil: Interval<Seconds | null>
  readonly stakes: readonly StakeInterval[]
}

/**
 * The contract's own figures lie within, whichever stakes the unstakes closed: denominators and pots are told by the
 * pool's events, so a choice changes the owner's own weight and nothing else. Only claims that name no period leave pots
 * open too, whoever made them.
 * @param choices null where no unstake of the owner is uncertain
 */
export function ownerInterval(
  pool: PoolState,
  owner: string,
  choices: Choices | null,
  now: Seconds,
  doubted: readonly DoubtedClaim[] = [],
): OwnerInterval {
  const stakes = choices ?? asBooked(pool, owner)
  const { closed, either, each } = stakes
  const pots = claimWorlds(pool, doubted)
  if (each === null || pots === null || each.length * pots.length > MAX_CHOICES)
    return widest(pool, owner, stakes, now, doubted)
  const worlds = pots.flatMap((some) => each.map((left) => withClosed(some, owner, [...closed, ...left])))
  const claims = worlds.map((world) => new Map(claimableNow(world, owner, now).map((c) => [c.period, c.reward])))
  const held = worlds.map((world) => new Map(holdings(world, owner, now).map((h) => [h.stakeIndex, h])))
  const indexes = [...new Set(held.flatMap((one) => [...one.keys()]))].sort((a, b) => a - b)
  return {
    choices: worlds.length,
    claimableNow: spanOf(claims.map((one) => [...one.values()].reduce((sum, reward) => sum + reward, 0n))),
    claims: [...new Set(claims.flatMap((one) => [...one.keys()]))]
      .sort((a, b) => a - b)
      .map((period) => ({ period, reward: spanOf(claims.map((one) => one.get(period) ?? 0n)) })),
    holdUntil: timesOf(
      held.map((one) => [...one.values()].reduce<Seconds | null>((t, h) => later(t, h.holdUntil), null)),
    ),
    stakes: indexes.map((stakeIndex) => {
      const some = held.flatMap((one) => one.get(stakeIndex) ?? [])
      const { penalty, periods } = some[0]!.forfeitsNow
      return {
        stakeIndex,
        sure: !either.has(stakeIndex),
        holdUntil: timesOf(some.map(({ holdUntil }) => holdUntil)),
        forfeitsNow: { penalty, periods, claimable: spanOf(some.map(({ forfeitsNow }) => forfeitsNow.claimable)) },
      }
    }),
  }
}

/** The only choice of an owner whose stakes are certain. */
function asBooked(pool: PoolState, owner: string): Choices {
  const closed = stakesOf(pool, owner).filter(({ closedTime }) => closedTime !== null)
  return { closed: new Set(closed.map(({ stakeIndex }) => stakeIndex)), either: new Set(), each: [new Set()] }
}

/**
 * A reward grows with the weight until the contract refuses it, so that the least and the greatest weight bound it: 0
 * from below where the greatest is refused, and from above all that the period holds. Of a period that a doubted claim can
 * be of, nothing may be left, or all.
 */
function widest(
  booked: PoolState,
  owner: string,
  { closed, either }: Choices,
  now: Seconds,
  doubted: readonly DoubtedClaim[],
): OwnerInterval {
  const pool = withoutClaims(booked, doubted)
  const open = new Set(doubted.flatMap(({ could }) => could))
  const [least, most] = [withClosed(pool, owner, [...closed, ...either]), withClosed(pool, owner, closed)]
  const periods = new Set(stakesOf(pool, owner).flatMap((stake) => eligiblePeriods(pool, stake)))
  const claims = [...periods]
    .sort((a, b) => a - b)
    .flatMap((period) => {
      const [few, all] = [quoteClaim(least, owner, period, now), quoteClaim(most, owner, period, now)]
      if (all.kind === 'refused' && all.why !== 'Panic') return []
      const low = few.kind === 'pays' && all.kind === 'pays' && !open.has(period) ? few.reward : 0n
      return [{ period, reward: { low, high: all.kind === 'pays' ? all.reward : potOf(periodOf(pool, period)) } }]
    })
  const highOf = new Map(claims.map(({ period, reward }) => [period, reward.high]))
  const stakes = holdings(most, owner, now).map(({ stakeIndex, periods, forfeitsNow: { penalty, periods: later } }) => {
    const waiting = periods.filter(({ state, period }) => state === 'open' || highOf.has(period))
    return {
      stakeIndex,
      sure: !either.has(stakeIndex),
      holdUntil: { low: null, high: waiting.at(-1)?.end ?? null },
      forfeitsNow: {
        penalty,
        periods: later,
        claimable: { low: 0n, high: periods.reduce((sum, { period }) => sum + (highOf.get(period) ?? 0n), 0n) },
      },
    }
  })
  const total = (bound: 'low' | 'high') => claims.reduce((sum, { reward }) => sum + reward[bound], 0n)
  return {
    choices: null,
    claimableNow: { low: total('low'), high: total('high') },
    claims,
    holdUntil: {
      low: null,
      high: stakes.reduce<Seconds | null>((t, each) => later(t, each.holdUntil.high), null),
    },
    stakes,
  }
}

function spanOf([first = 0n, ...others]: readonly BaseUnits[]): Interval<BaseUnits> {
  const span = { low: first, high: first }
  for (const amount of others) {
    span.low = lesser(span.low, amount)
    if (amount > span.high) span.high = amount
  }
  return span
}

/** Null, for nothing more to earn, is before every time. */
function timesOf(times: readonly (Seconds | null)[]): Interval<Seconds | null> {
  const sorted = [...times].sort((a, b) => (a ?? -1) - (b ?? -1))
  return { low: sorted[0]!, high: sorted.at(-1)! }
}

/** The later of two times to hold until; null is none. */
export function later(a: Seconds | null, b: Seconds | null): Seconds | null {
  return a === null ? b : b === null ? a : Math.max(a, b)
}
