import { type BaseUnits, BPS, type Bps, type WideBps } from './units'

/** How integer division treats what is left over. Always said out loud at the call. */
export type Rounding = 'floor' | 'ceil'

/** amount × numerator / denominator, multiplied before dividing. All non-negative. @throws RangeError */
export function mulDiv(amount: bigint, numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (amount < 0n || numerator < 0n || denominator <= 0n)
    throw new RangeError(`mulDiv of ${amount} × ${numerator} / ${denominator}: operands must be non-negative`)
  const product = amount * numerator
  const quotient = product / denominator
  return rounding === 'ceil' && quotient * denominator !== product ? quotient + 1n : quotient
}

/** `Math.min` takes no bigint. */
export function lesser(a: bigint, b: bigint): bigint {
  if (a < b) return a
  return b
}

/** floor(amount × bps / 10,000): the usual part of a split; the remainder belongs to the split's named owner. */
export function bpsOf(amount: BaseUnits, bps: Bps | WideBps): BaseUnits {
  return mulDiv(amount, BigInt(bps), BPS, 'floor')
}
