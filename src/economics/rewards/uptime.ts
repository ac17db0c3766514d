import { mulDiv } from '../money'
import type { TimeRange } from '../period'
import { BPS, type Bps } from '../units'

const MINUTE = 60

/** Minutes a period has; what does not fill its last minute does not count. */
export function minutesOf(period: TimeRange): number {
  return Math.floor((period.end - period.start) / MINUTE)
}

/** floor(minutes seen × 10,000 / minutes of the period). @throws RangeError when it was seen longer than that */
export function uptimeBps(minutesSeen: number, period: TimeRange): Bps {
  const all = minutesOf(period)
  if (minutesSeen > all) throw new RangeError(`${minutesSeen} minutes seen in a period of ${all}`)
  return all === 0 ? 0 : Number(mulDiv(BigInt(minutesSeen), BPS, BigInt(all), 'floor'))
}
