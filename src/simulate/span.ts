import { nextPeriod, type Period, UTC_MONTH } from '../economics/period'
import { monthsBetween } from '../economics/scenario/domain'
import { refusal, type Scenario } from './scenario'
import type { Extent } from './supplyHistory'

/** Months one scenario may span: fifty years, more than any history there is. */
const MAX_MONTHS = 600

/** The months a simulation covers. */
export interface Span {
  /** of history; with a forecast only those that have ended */
  readonly months: readonly Period[]
  /** the forecast's, after the last that has ended */
  readonly forecast: readonly Period[]
  /** how many of the last months a forecast repeats the mean of */
  readonly basis: number
}

/** A quarter: long enough to even out a month, short enough to be about now. */
const DEFAULT_BASIS = 3

/** @throws AssayError E-SCENARIO naming the field */
export function spanOf({ from, to, forecast }: Scenario, { first, head }: Extent, origin: string): Span {
  const last = to?.start ?? head.time
  if (from && from.start > head.time) throw refusal('from', `history has not reached ${from.id}`, origin)
  if (to && to.start > head.time) throw refusal('to', `history has not reached ${to.id}`, origin)
  const months = monthsBetween(from?.start ?? first, last)
  if (months.length === 0) throw refusal('to', `history begins after ${to!.id}`, origin)
  if (months.length > MAX_MONTHS) throw refusal('from', `spans ${months.length} months; ${MAX_MONTHS} at most`, origin)
  if (forecast === undefined) return { months, forecast: [], basis: 0 }
  const ended = months.filter(({ end }) => end <= head.time)
  if (ended.length === 0) throw refusal('forecast', 'needs a month of history that has ended', origin)
  const toCome: Period[] = []
  for (let month = ended.at(-1)!; toCome.length < forecast.months; toCome.push(month))
    month = nextPeriod(UTC_MONTH, month)
  return { months: ended, forecast: toCome, basis: Math.min(forecast.basis ?? DEFAULT_BASIS, ended.length) }
}
