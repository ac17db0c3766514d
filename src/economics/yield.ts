import { mulDiv } from './money'
import { DAY, type TimeRange } from './period'
import { PRICE_SCALE, type Price } from './pressure'
import { tiers } from './staking'
import type { BaseUnits, Seconds } from './units'

/** 365 days: the year of an APR, stated with every figure. */
export const YEAR: Seconds = 31_536_000
/** Wei of one ETH. */
const ETH = 10n ** 18n

/** A lock a staker can choose, and what it multiplies the stake by. */
export interface Tier {
  readonly lockSeconds: Seconds
  readonly multiplier: number
}

/** Destra's published locks: 30, 90, 180 and 360 days. @see domain.md §2 */
export const destraTiers: readonly Tier[] = tiers.map(({ days, multiplier }) => ({
  lockSeconds: days * DAY,
  multiplier,
}))

/** An exact fraction, and the same as a decimal string cut (floor) at 18 digits. */
export interface Ratio {
  readonly numerator: bigint
  readonly denominator: bigint
  readonly decimal: string
}

/** Yield of one tier in a period. Realised: nothing here is a projection. */
export interface TierYield {
  readonly tier: Tier
  /** floor(pot × multiplier × 10^decimals of the token / total weight): wei of the pot's asset for one whole staked token */
  readonly ethPerToken: BaseUnits
  /** ethPerToken before the floor */
  readonly exact: Ratio
  /** ethPerToken × year / (end − start), linear, in units of the pot's asset for one staked token a year */
  readonly apr: Ratio
  readonly window: TimeRange
  readonly yearSeconds: Seconds
}

/**
 * @param pot what the period distributed from, base units
 * @param totalWeight Σ amount × multiplier eligible at the period's end; 0 gives a yield of 0 (nobody earned)
 * @param decimals of the token
 * @throws RangeError for an empty window or a negative amount
 */
export function tierYield(
  tier: Tier,
  period: TimeRange & { readonly pot: BaseUnits; readonly totalWeight: bigint },
  decimals = 18,
): TierYield {
  const { start, end, pot, totalWeight } = period
  if (end <= start) throw new RangeError(`empty window [${start}, ${end})`)
  if (totalWeight < 0n) throw new RangeError(`negative weight ${totalWeight}`)
  const multiplier = BigInt(tier.multiplier)
  const exact = totalWeight === 0n ? ratio(0n, 1n) : ratio(pot * multiplier, totalWeight)
  const ethPerToken = mulDiv(exact.numerator, 10n ** BigInt(decimals), exact.denominator, 'floor')
  return {
    tier,
    ethPerToken,
    exact,
    apr: ratio(ethPerToken * BigInt(YEAR), BigInt(end - start) * ETH),
    window: { start, end },
    yearSeconds: YEAR,
  }
}

/**
 * A year's rewards relative to the value of the stake: ethPerToken × year / ((end − start) × price), both in base
 * units of the same asset for one whole token.
 * @param price never a bare spot: time-weighted over a declared window
 */
export function pricedApr({ ethPerToken, window }: TierYield, price: Price): Ratio | null {
  if (price.scaled === 0n) return null
  return ratio(ethPerToken * BigInt(YEAR) * PRICE_SCALE, BigInt(window.end - window.start) * price.scaled)
}

/** Digits after the point of a ratio's decimal string: those of ETH. */
const DECIMALS = 18

/** numerator / denominator, both kept as they are. @throws RangeError unless numerator ≥ 0 and denominator > 0 */
export function ratio(numerator: bigint, denominator: bigint): Ratio {
  const scaled = mulDiv(numerator, 10n ** BigInt(DECIMALS), denominator, 'floor').toString()
  const digits = scaled.padStart(DECIMALS + 1, '0')
  const fraction = digits.slice(-DECIMALS).replace(/0+$/, '')
  return { numerator, denominator, decimal: digits.slice(0, -DECIMALS) + (fraction && `.${fraction}`) }
}
