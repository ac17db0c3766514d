import type { BaseUnits } from '../economics/units'

/** What an amount is read in. */
export interface Asset {
  readonly symbol: string
  readonly decimals: number
}

const DIGITS = 4

/** 33.2616 ETH: four decimals, or below a whole unit four digits that mean something; cut off towards zero, never rounded up. */
export function inAsset(amount: BaseUnits, { symbol, decimals }: Asset): string {
  const sign = amount < 0n ? '-' : ''
  const text = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0')
  const whole = text.slice(0, text.length - decimals)
  const fraction = text.slice(text.length - decimals)
  const zeros = whole === '0' ? /^0*/.exec(fraction)![0].length : 0
  const shown = amount === 0n ? '' : fraction.slice(0, zeros + DIGITS)
  return `${sign}${grouped(whole)}${shown === '' ? '' : `.${shown}`} ${symbol}`
}

/** 1,234,567 */
export function grouped(whole: string | number | bigint): string {
  return `${whole}`.replace(/\B(?=(\d{3})+$)/g, ',')
}

/** part / whole with two decimals, cut off towards zero: 33.33 %; – where there is no whole. */
export function percent(part: bigint, whole: bigint): string {
  if (whole <= 0n) return '–'
  const hundredths = ((part < 0n ? -part : part) * 10_000n) / whole
  return `${part < 0n ? '-' : ''}${grouped(hundredths / 100n)}.${`${hundredths % 100n}`.padStart(2, '0')} %`
}
