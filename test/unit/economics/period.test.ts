import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import fc from 'fast-check'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import {
  closedPeriods,
  DAY,
  epochPeriod,
  ISO_WEEK,
  nextPeriod,
  type PeriodRule,
  parsePeriod,
  periodContaining,
  UTC_MONTH,
} from '../../../src/economics/period'

const utc = (text: string) => Date.parse(`${text}Z`) / 1000
const anchor = utc('2024-01-10T12:34:56')
const rules: PeriodRule[] = [UTC_MONTH, ISO_WEEK, { kind: 'fixed-30d', anchor }]
const anyTime = fc.integer({ min: anchor, max: utc('2199-12-31T23:59:59') })

describe('periods', () => {
  it.each([
    [UTC_MONTH, '2026-09-01T00:00:00', '2026-09', 202609n, '2026-09-01T00:00:00', '2026-10-01T00:00:00'],
    [UTC_MONTH, '2026-08-31T23:59:59', '2026-08', 202608n, '2026-08-01T00:00:00', '2026-09-01T00:00:00'],
    [UTC_MONTH, '2024-02-29T23:59:59', '2024-02', 202402n, '2024-02-01T00:00:00', '2024-03-01T00:00:00'],
    [UTC_MONTH, '2100-02-28T23:59:59', '2100-02', 210002n, '2100-02-01T00:00:00', '2100-03-01T00:00:00'],
    [UTC_MONTH, '2025-12-31T23:59:59', '2025-12', 202512n, '2025-12-01T00:00:00', '2026-01-01T00:00:00'],
    [ISO_WEEK, '2026-09-07T00:00:00', '2026-W37', 202637n, '2026-09-07T00:00:00', '2026-09-14T00:00:00'],
    [ISO_WEEK, '2026-09-13T23:59:59', '2026-W37', 202637n, '2026-09-07T00:00:00', '2026-09-14T00:00:00'],
    // the ISO year is that of the week's Thursday
    [ISO_WEEK, '2027-01-03T10:00:00', '2026-W53', 202653n, '2026-12-28T00:00:00', '2027-01-04T00:00:00'],
    [ISO_WEEK, '2024-12-30T00:00:00', '2025-W01', 202501n, '2024-12-30T00:00:00', '2025-01-06T00:00:00'],
    [rules[2]!, '2024-01-10T12:34:56', 'p0', 0n, '2024-01-10T12:34:56', '2024-02-09T12:34:56'],
    [rules[2]!, '2025-01-04T12:34:56', 'p12', 12n, '2025-01-04T12:34:56', '2025-02-03T12:34:56'],
  ] as const)('%o holds %s in %s', (rule, at, id, number, start, end) => {
    const expected = { kind: rule.kind, id, number, start: utc(start), end: utc(end) }
    expect(periodContaining(rule, utc(at))).toEqual(expected)
    expect(parsePeriod(rule, id)).toEqual(expected)
  })

  it('are half-open, adjoin and read back, at any time', () => {
    fc.assert(
      fc.property(fc.constantFrom(...rules), anyTime, (rule, at) => {
        const period = periodContaining(rule, at)
        const next = nextPeriod(rule, period)
        expect(period.start <= at && at < period.end).toBe(true)
        expect(next.start).toBe(period.end)
        expect(next.number > period.number).toBe(true)
        expect(periodContaining(rule, period.end - 1)).toEqual(period)
        expect(parsePeriod(rule, period.id)).toEqual(period)
      }),
      { numRuns: 2_000 },
    )
  })

  it('follow each other without a gap for four hundred years of months and weeks', () => {
    for (const rule of [UTC_MONTH, ISO_WEEK]) {
      const first = periodContaining(rule, utc('2000-01-03T00:00:00'))
      const all = closedPeriods(rule, first, utc('2400-01-03T00:00:00'))
      expect(all.every((each, index) => index === 0 || each.start === all[index - 1]!.end)).toBe(true)
      expect(new Set(all.map((each) => each.id)).size).toBe(all.length)
      expect(all.reduce((days, each) => days + (each.end - each.start) / DAY, 0)).toBe(
        (all.at(-1)!.end - first.start) / DAY,
      )
    }
  })

  it('of twelve closed months, the one that ends now is closed and the next is not', () => {
    const first = parsePeriod(UTC_MONTH, '2025-09')
    const ids = closedPeriods(UTC_MONTH, first, utc('2026-09-01T00:00:00')).map((each) => each.id)
    expect(ids).toHaveLength(12)
    expect(ids.at(-1)).toBe('2026-08')
    expect(closedPeriods(UTC_MONTH, first, utc('2026-08-31T23:59:59'))).toHaveLength(11)
  })

  it.each([
    [UTC_MONTH, '2026-13'],
    [UTC_MONTH, '2026-9'],
    [UTC_MONTH, '2026-W37'],
    [ISO_WEEK, '2025-W53'],
    [ISO_WEEK, '2026-W00'],
    [rules[2]!, 'p01'],
    [rules[2]!, 'p-1'],
  ])('of %o refuse %s', (rule, id) => {
    expect(() => parsePeriod(rule, id)).toThrow(RangeError)
  })

  it('refuse times that are not whole seconds, or before the anchor', () => {
    expect(() => periodContaining(UTC_MONTH, 1.5)).toThrow(RangeError)
    expect(() => periodContaining(UTC_MONTH, -1)).toThrow(RangeError)
    expect(() => periodContaining(rules[2]!, anchor - 1)).toThrow(RangeError)
  })

  it('of kind epoch are what the chain says', () => {
    expect(epochPeriod(105, 10, 20)).toEqual({ kind: 'epoch', id: 'e105', number: 105n, start: 10, end: 20 })
    expect(() => epochPeriod(1, 20, 20)).toThrow(RangeError)
  })

  it('are the same in every host time zone, daylight saving included', () => {
    const root = path.resolve(__dirname, '../../..')
    const source = readFileSync(path.join(root, 'src/economics/period.ts'), 'utf8')
    const { outputText } = ts.transpileModule(source, {
      compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
    })
    // every hour of the days around month ends, leap days and changes of daylight saving
    const script = `${outputText}
      const found = []
      for (let at = Date.UTC(2023, 11, 30) / 1000; at < Date.UTC(2025, 2, 5) / 1000; at += 3600 * 5 + 1)
        found.push(periodContaining(exports.UTC_MONTH, at).id + periodContaining(exports.ISO_WEEK, at).start)
      process.stdout.write(new Date(0).getTimezoneOffset() + '|' + found.join(','))`
    const outputs = ['UTC', 'Asia/Kathmandu', 'America/New_York', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'].map(
      (zone) => execFileSync(process.execPath, ['-e', script], { env: { TZ: zone }, encoding: 'utf8' }).split('|'),
    )
    expect(new Set(outputs.map(([offset]) => offset)).size).toBeGreaterThan(3)
    expect(new Set(outputs.map(([, found]) => found)).size).toBe(1)
  })
})
