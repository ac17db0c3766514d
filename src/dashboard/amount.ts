/**
 * Amounts for the eye. Base units stay bigint all the way; every rounding here is towards minus infinity, so a shown
 * figure never claims more than there is.
 */

/** Groups the digits of a whole number by three: 1234567 → 1,234,567. */
export function group(value: bigint | number): string {
  return value.toString().replace(/\B(?=(\d{3})+$)/g, ',')
}

/** floor(numerator / denominator), also for a negative numerator. */
function floorDiv(numerator: bigint, denominator: bigint): bigint {
  const quotient = numerator / denominator
  return numerator < 0n && quotient * denominator !== numerator ? quotient - 1n : quotient
}

function digits(value: bigint, fraction: number): string {
  const sign = value < 0n ? '−' : ''
  const text = (value < 0n ? -value : value).toString().padStart(fraction + 1, '0')
  const whole = group(BigInt(text.slice(0, text.length - fraction)))
  return sign + whole + (fraction > 0 ? `.${text.slice(-fraction)}` : '')
}

/**
 * Whole tokens with a fixed number of decimals, floored: ('1234567890000000000000', 18, 2) → 1,234.56
 * @param baseUnits an integer in base units
 * @param decimals of the asset
 * @param fraction digits to show after the point, at most `decimals` of them mean anything
 */
export function formatAmount(baseUnits: string | bigint, decimals: number, fraction = 0): string {
  const shown = Math.min(fraction, decimals)
  return digits(floorDiv(BigInt(baseUnits), 10n ** BigInt(decimals - shown)), shown)
}

/** Every decimal there is, without trailing zeros: nothing is rounded. */
export function exactAmount(baseUnits: string | bigint, decimals: number): string {
  const text = digits(BigInt(baseUnits), decimals)
  return decimals > 0 ? text.replace(/\.?0+$/, '') : text
}

/** A space at which a line does not break: a figure and its unit stay together. */
const gap = '\u00a0'

/** The first `count` significant digits, floored: small figures such as ETH per token. */
export function significant(baseUnits: string | bigint, decimals: number, count: number): string {
  const value = BigInt(baseUnits)
  if (value === 0n) return '0'
  const length = (value < 0n ? -value : value).toString().length
  const fraction = Math.max(0, Math.min(decimals, decimals - length + count))
  const text = formatAmount(value, decimals, fraction)
  return fraction > 0 ? text.replace(/\.?0+$/, '') : text
}

/** part / whole in per cent, floored: (1, 3) → 33.33; an em dash when there is no whole. */
export function percent(part: string | bigint, whole: string | bigint, fraction = 2): string {
  if (BigInt(whole) <= 0n) return '—'
  return `${digits(floorDiv(BigInt(part) * 100n * 10n ** BigInt(fraction), BigInt(whole)), fraction)}${gap}%`
}

/** Height of a mark in a chart, in whole tokens. The only place where an amount becomes a number: it is a pixel then. */
export function chartNumber(baseUnits: bigint, decimals: number): number {
  const milli = decimals > 6 ? baseUnits / 10n ** BigInt(decimals - 6) : baseUnits * 10n ** BigInt(6 - decimals)
  return Number(milli) / 1e6
}

/** An axis value, a number of whole tokens already, as text. */
export function formatTick(value: number): string {
  const size = Math.abs(value)
  const [divisor, suffix] =
    size >= 1e9 ? [1e9, `${gap}B`] : size >= 1e6 ? [1e6, `${gap}M`] : size >= 1e3 ? [1e3, `${gap}k`] : [1, '']
  return `${Number((value / divisor).toPrecision(6))}${suffix}`
}
