import { weightOf } from '../staking'
import type { BaseUnits, Seconds } from '../units'
import type { Refusal } from './action'
import { eligibleIn } from './eligibility'
import { endOf, hasClaimed, type PoolState, periodOf, potOf, stakesOf, totalWeightOf } from './state'

/** Outcome of `claimRewards`, not executed. */
export type Quote =
  | { readonly kind: 'pays'; readonly reward: BaseUnits; readonly weight: bigint }
  | { readonly kind: 'refused'; readonly why: Refusal }

/** The stored index after the one advance that most calls begin with. */
export function advancedIndex(pool: PoolState, now: Seconds): number {
  return now >= endOf(pool, pool.index) ? pool.index + 1 : pool.index
}

/**
 * A user's weight in a period as a claim counts it: of the stakes still held, booked or not. That is the whole of
 * trap 8: the numerator comes from the stakes, the denominator from the bookings.
 */
export function claimWeight(pool: PoolState, user: string, period: number): bigint {
  const end = endOf(pool, period)
  return stakesOf(pool, user)
    .filter((stake) => stake.closedTime === null && eligibleIn(pool, stake, end))
    .reduce((sum, stake) => sum + weightOf(stake), 0n)
}

/** reward = floor(ethRewards × userWeight / totalWeights), or why the contract reverts. */
export function quoteClaim(pool: PoolState, user: string, period: number, now: Seconds): Quote {
  if (period > advancedIndex(pool, now)) return refused('InvalidPeriod')
  if (now < endOf(pool, period)) return refused('PeriodNotEnded')
  if (hasClaimed(pool, user, period)) return refused('AlreadyClaimed')
  const weight = claimWeight(pool, user, period)
  const held = periodOf(pool, period)
  // A period that the claim itself moves the index to starts from nothing.
  const [pot, total] = [period > pool.index ? 0n : potOf(held), totalWeightOf(held)]
  // Below 0 only where a chain has done what no generation does.
  if (weight === 0n || total <= 0n || pot <= 0n) return refused('NothingToClaim')
  const reward = (pot * weight) / total
  if (reward === 0n) return refused('NothingToClaim')
  // The contract's checked subtraction of the reward, or of the weight, underflows and reverts.
  if (reward > pot || (pool.rules.claimsLowerWeight && weight > total)) return refused('Panic')
  return { kind: 'pays', reward, weight }
}

function refused(why: Refusal): Quote {
  return { kind: 'refused', why }
}
