import type { Seconds } from './units'

/**
 * Periods: half-open intervals [start, end) of block time for which something is counted once.
 * An event at time `end` belongs to the next period. Nothing here knows a host time zone: months and weeks are UTC.
 * @see domain.md §1, §6
 */
type PeriodKind = 'utc-month' | 'fixed-30d' | 'iso-week' | 'epoch' | 'window'

/** [start, end) of block time. */
export interface TimeRange {
  readonly start: Seconds
  readonly end: Seconds
}

export interface Period extends TimeRange {
  readonly kind: PeriodKind
  /** `2026-09`, `p12`, `2026-W37`, `e105`, `once` */
  readonly id: string
  /** what a contract calls this period: 202609, 12, 202637, 105, 1 */
  readonly number: bigint
}

/**
 * How time is cut into periods. Epochs and windows have no rule: the chain announces the former (`epochPeriod`), a
 * profile the latter (`windowPeriod`).
 */
export type PeriodRule =
  | { readonly kind: 'utc-month' }
  | { readonly kind: 'iso-week' }
  /** anchor = start of period 0 */
  | { readonly kind: 'fixed-30d'; readonly anchor: Seconds }

export const UTC_MONTH: PeriodRule = { kind: 'utc-month' }
export const ISO_WEEK: PeriodRule = { kind: 'iso-week' }

export const DAY: Seconds = 86_400
export const WEEK: Seconds = 7 * DAY
export const THIRTY_DAYS: Seconds = 30 * DAY
/** Thursday, 1 January 1970, is day 0; the Monday of its ISO week is three days before. */
const FIRST_MONDAY: Seconds = -3 * DAY

/** The period that holds time `at`. @throws RangeError before a fixed rule's anchor */
export function periodContaining(rule: PeriodRule, at: Seconds): Period {
  assertSeconds(at)
  switch (rule.kind) {
    case 'utc-month': {
      const date = new Date(at * 1000)
      return month(date.getUTCFullYear(), date.getUTCMonth() + 1)
    }
    case 'iso-week':
      return week(FIRST_MONDAY + Math.floor((at - FIRST_MONDAY) / WEEK) * WEEK)
    case 'fixed-30d':
      return fixed(rule.anchor, Math.floor((at - rule.anchor) / THIRTY_DAYS))
  }
}

/** The period that starts where this one ends. */
export function nextPeriod(rule: PeriodRule, period: Period): Period {
  return periodContaining(rule, period.end)
}

/** Every period from `first` whose end is at or before `until`, in order: the closed ones. */
export function closedPeriods(rule: PeriodRule, first: Period, until: Seconds): Period[] {
  const closed: Period[] = []
  for (let period = first; period.end <= until; period = nextPeriod(rule, period)) closed.push(period)
  return closed
}

/** @throws RangeError when `id` is not an id of the rule's kind */
export function parsePeriod(rule: PeriodRule, id: string): Period {
  const period = tryParse(rule, id)
  if (period === undefined || period.id !== id)
    throw new RangeError(`not a period of kind ${rule.kind}: ${id} (expected like ${example[rule.kind]})`)
  return period
}

const example: Record<PeriodKind, string> = {
  'utc-month': '2026-09',
  'fixed-30d': 'p12',
  'iso-week': '2026-W37',
  epoch: 'e105',
  window: 'once',
}

function tryParse(rule: PeriodRule, id: string): Period | undefined {
  switch (rule.kind) {
    case 'utc-month': {
      const parts = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(id)
      return parts ? month(Number(parts[1]), Number(parts[2])) : undefined
    }
    case 'iso-week': {
      const parts = /^(\d{4})-W(\d{2})$/.exec(id)
      if (!parts || parts[2] === '00') return undefined
      // 4 January is always in week 1; a week that does not exist (W53 of most years) comes back under another id.
      const firstWeek = periodContaining(rule, Date.UTC(Number(parts[1]), 0, 4) / 1000)
      return week(firstWeek.start + (Number(parts[2]) - 1) * WEEK)
    }
    case 'fixed-30d': {
      const parts = /^p(0|[1-9]\d{0,5})$/.exec(id)
      return parts ? fixed(rule.anchor, Number(parts[1])) : undefined
    }
  }
}

/** An epoch as the chain closed it. @throws RangeError when it is empty */
export function epochPeriod(epoch: number, start: Seconds, end: Seconds): Period {
  assertSeconds(start)
  assertSeconds(end)
  if (!Number.isSafeInteger(epoch) || epoch < 0 || end <= start)
    throw new RangeError(`not an epoch: ${epoch} [${start}, ${end})`)
  return { kind: 'epoch', id: `e${epoch}`, number: BigInt(epoch), start, end }
}

/** The one period of something that happens once. @throws RangeError when it is empty */
export function windowPeriod(start: Seconds, end: Seconds): Period {
  assertSeconds(start)
  assertSeconds(end)
  if (end <= start) throw new RangeError(`not a window: [${start}, ${end})`)
  return { kind: 'window', id: 'once', number: 1n, start, end }
}

function month(year: number, monthOfYear: number): Period {
  return {
    kind: 'utc-month',
    id: `${pad(year, 4)}-${pad(monthOfYear, 2)}`,
    number: BigInt(year * 100 + monthOfYear),
    start: Date.UTC(year, monthOfYear - 1) / 1000,
    end: Date.UTC(year, monthOfYear) / 1000,
  }
}

/** @param monday 00:00 UTC of the week's Monday; the ISO year is that of its Thursday */
function week(monday: Seconds): Period {
  const thursday = monday + 3 * DAY
  const year = new Date(thursday * 1000).getUTCFullYear()
  const ordinal = 1 + Math.floor((thursday - Date.UTC(year, 0) / 1000) / WEEK)
  return {
    kind: 'iso-week',
    id: `${pad(year, 4)}-W${pad(ordinal, 2)}`,
    number: BigInt(year * 100 + ordinal),
    start: monday,
    end: monday + WEEK,
  }
}

function fixed(anchor: Seconds, index: number): Period {
  if (index < 0) throw new RangeError('before the anchor of the fixed 30-day periods')
  const start = anchor + index * THIRTY_DAYS
  return { kind: 'fixed-30d', id: `p${index}`, number: BigInt(index), start, end: start + THIRTY_DAYS }
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/** Year 9999 ends here; ids have four digits for the year. */
const LAST_SECOND: Seconds = 253_402_300_799

function assertSeconds(at: Seconds): void {
  if (!Number.isSafeInteger(at) || at < 0 || at > LAST_SECOND)
    throw new RangeError(`not whole seconds of the years 1970 to 9999: ${at}`)
}
