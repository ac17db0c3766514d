import { int2, int4 } from './integers'

/** Base of a `numeric`: what the server calls a digit is four decimals. */
const BASE = 10_000
const DECIMALS = 4
/** Count of digits for which headers are kept: 2^256 has 20. */
const COMMON = 24

/** Every digit, encoded. */
const DIGITS = Array.from({ length: BASE }, (_, digit) => int2(digit))
const [POSITIVE, NEGATIVE] = [false, true].map((negative) =>
  Array.from({ length: COMMON }, (_, count) => header(count, negative)),
) as [string[], string[]]
const ZERO = '0'.charCodeAt(0)

/** Field of an integer: its header, then its digits, the most significant first. */
export function numeric(value: bigint): string {
  const negative = value < 0n
  const decimals = (negative ? -value : value).toString()
  const count = Math.ceil(decimals.length / DECIMALS)
  let field = (negative ? NEGATIVE : POSITIVE)[count] ?? header(count, negative)
  let at = 0
  for (let end = decimals.length - (count - 1) * DECIMALS; at < decimals.length; end += DECIMALS) {
    let digit = 0
    while (at < end) digit = digit * 10 + decimals.charCodeAt(at++) - ZERO
    field += DIGITS[digit]!
  }
  return field
}

/** Length of the field, number of digits, weight of the first, sign, decimals behind the point. */
function header(count: number, negative: boolean): string {
  return int4(8 + count * 2) + int2(count) + int2(count - 1) + int2(negative ? 0x4000 : 0) + int2(0)
}
