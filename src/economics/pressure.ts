import { bpsOf, mulDiv } from './money'
import type { TimeRange } from './period'
import { type BaseUnits, BPS, type Bps, type Seconds, type WideBps } from './units'

/**
 * Emission pressure: whether external revenue carries the value of what is emitted. domain.md §4.
 * Our friction, versioned with this ruleset: 1,800 bps makes the published "41/41" example exact (counted 82 needs 100).
 */
export const FRICTION_BPS: Bps = 1_800

/** Fractional digits of a price kept between the reserves' ratio and a value: those of ETH, far below any quote's. */
export const PRICE_SCALE = 10n ** 18n

/** Reserves of a price pair from a time on. */
export interface Reserves {
  readonly from: Seconds
  readonly token: BaseUnits
  readonly quote: BaseUnits
}

/** A price: base units of the quote asset for one whole token, times PRICE_SCALE. */
export interface Price {
  readonly scaled: bigint
  /** base units of the quote asset for one whole token, floor */
  readonly perToken: BaseUnits
}

/**
 * The time-weighted price over [start, end): each state of the pair counts for as long as it held. Never a bare spot.
 * @param history in order of time; the last state before `start` holds at `start`
 * @returns null when the pair had no price at any moment of the window
 */
export function timeWeightedPrice(
  history: readonly Reserves[],
  window: TimeRange,
  tokenDecimals: number,
): Price | null {
  const whole = 10n ** BigInt(tokenDecimals)
  let sum = 0n
  let seconds = 0n
  for (const [i, state] of history.entries()) {
    const from = Math.max(state.from, window.start)
    const to = Math.min(history[i + 1]?.from ?? window.end, window.end)
    if (to <= from || state.token === 0n) continue
    const held = BigInt(to - from)
    sum += mulDiv(state.quote, whole * PRICE_SCALE, state.token, 'floor') * held
    seconds += held
  }
  if (seconds === 0n) return null
  const scaled = sum / seconds
  return { scaled, perToken: scaled / PRICE_SCALE }
}

/** Value of tokens in base units of the quote, rounded up: a counted value must not be too small by rounding. */
export function valueAt(price: Price, tokens: BaseUnits, tokenDecimals: number): BaseUnits {
  return mulDiv(tokens, price.scaled, PRICE_SCALE * 10n ** BigInt(tokenDecimals), 'ceil')
}

/** Parts of miners and stakers in a domain's emission, each rounded down on its own. */
export function incentives(
  emitted: BaseUnits,
  shares: { readonly minersBps: Bps; readonly stakersBps: Bps },
): { readonly miners: BaseUnits; readonly stakers: BaseUnits } {
  return { miners: bpsOf(emitted, shares.minersBps), stakers: bpsOf(emitted, shares.stakersBps) }
}

export interface Pressure {
  readonly counted: BaseUnits
  /** ceil(counted × 10,000 / (10,000 − friction)) */
  readonly breakEven: BaseUnits
  /** break-even / external revenue in bps, ceil; null without external revenue */
  readonly pressureBps: WideBps | null
  /** external revenue < break-even */
  readonly flagged: boolean
}

/**
 * @param counted what miners and stakers receive, in base units of the quote
 * @param externalRevenue in the same unit
 * @throws RangeError unless 0 ≤ friction < 10,000 and both amounts are not negative
 */
export function emissionPressure(counted: BaseUnits, externalRevenue: BaseUnits, frictionBps = FRICTION_BPS): Pressure {
  if (frictionBps < 0) throw new RangeError(`negative friction ${frictionBps}`)
  if (externalRevenue < 0n) throw new RangeError(`negative revenue ${externalRevenue}`)
  const breakEven = mulDiv(counted, BPS, BPS - BigInt(frictionBps), 'ceil')
  return {
    counted,
    breakEven,
    pressureBps: externalRevenue === 0n ? null : mulDiv(breakEven, BPS, externalRevenue, 'ceil'),
    flagged: externalRevenue < breakEven,
  }
}

/** @param counted null where a price was missing: then there is no pressure to tell. @throws as `emissionPressure` */
export function pressureOf(counted: BaseUnits | null, externalRevenue: BaseUnits) {
  if (counted === null) return { counted, breakEven: null, pressureBps: null, flagged: false }
  return emissionPressure(counted, externalRevenue)
}
