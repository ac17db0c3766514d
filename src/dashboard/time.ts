/** Times are UTC on this page, as they are in the chain's own accounts. */

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAY_MS = 86_400_000

/** 2026-09-01T… → Sep 2026 */
export function monthName(iso: string): string {
  return `${months[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`
}

/** 2026-09-01T… → Sep ’26, for axes */
export function shortMonth(iso: string): string {
  return `${months[Number(iso.slice(5, 7)) - 1]} ’${iso.slice(2, 4)}`
}

/** 2026-09 is a month a reader knows by name; weeks and epochs keep their ids. */
export function periodName(period: string): string {
  return /^\d{4}-\d{2}$/.test(period) ? shortMonth(period) : period
}

/** 2026-09-03T… → 3 Sep 2026 */
export function dayName(iso: string): string {
  return `${Number(iso.slice(8, 10))} ${monthName(iso)}`
}

/** 2026-09-03T12:34:56.000Z → 3 Sep 2026, 12:34:56 UTC */
export function moment(iso: string): string {
  return `${dayName(iso)}, ${iso.slice(11, 19)} UTC`
}

/** How long ago, in the largest whole unit. */
export function ago(iso: string, nowMs: number): string {
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(iso)) / 1000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h ago`
  return `${Math.floor(seconds / 86_400)} days ago`
}

/** Seconds as the lengths people use for locks and windows. */
export function duration(seconds: number): string {
  return seconds % 86_400 === 0 ? `${seconds / 86_400} days` : `${(seconds / 86_400).toFixed(1)} days`
}

export interface Window {
  readonly from: string
  readonly to: string
}

/** Twelve whole UTC months and the current one, up to the end of today's UTC day: stable for a day, so cacheable. */
export function yearEnding(nowMs: number): Window {
  const now = new Date(nowMs)
  const from = new Date(Date.UTC(now.getUTCFullYear() - 1, now.getUTCMonth(), 1))
  return { from: isoSeconds(from.getTime()), to: isoSeconds((Math.floor(nowMs / DAY_MS) + 1) * DAY_MS) }
}

/** The last `days` UTC days, today included. */
export function daysEnding(nowMs: number, days: number): Window {
  const end = (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS
  return { from: isoSeconds(end - days * DAY_MS), to: isoSeconds(end) }
}

/** Starts of the months and days that touch a window, as the API writes them. */
export function startsWithin(window: Window, every: 'MONTH' | 'DAY'): string[] {
  const starts: string[] = []
  const at = new Date(window.from)
  at.setUTCHours(0, 0, 0, 0)
  if (every === 'MONTH') at.setUTCDate(1)
  while (at.getTime() < Date.parse(window.to)) {
    starts.push(isoSeconds(at.getTime()))
    if (every === 'MONTH') at.setUTCMonth(at.getUTCMonth() + 1)
    else at.setUTCDate(at.getUTCDate() + 1)
  }
  return starts
}

/**
 * Balances at the ends of intervals, each at the last second it stands for: the day a reader would name.
 * @param until the newest block's time; an interval that began later has no balance of its own yet
 */
export function balancesUntil<P extends { readonly timestamp: string; readonly end: string }>(
  points: readonly P[],
  until: string | undefined,
): P[] {
  const limit = until === undefined ? Number.POSITIVE_INFINITY : Date.parse(until)
  return points
    .filter((point) => Date.parse(point.timestamp) <= limit)
    .map((point) => ({ ...point, timestamp: isoSeconds(Math.min(Date.parse(point.end) - 1_000, limit)) }))
}

function isoSeconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}
