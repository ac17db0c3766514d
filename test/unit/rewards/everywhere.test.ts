import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { DAY, ISO_WEEK, periodContaining, UTC_MONTH } from '../../../src/economics/period'
import type { StakedPosition } from '../../../src/economics/rewards/ethMonth'
import { hash } from '../../../src/economics/units'
import { type Keccak, loadKeccak } from '../../../src/keccak'
import { programsOf } from '../../../src/rewards/programs'
import { buildReport } from '../../../src/rewards/report/build'

/** Whole hours, half and quarter ones, both sides of the date line, both hemispheres' summer time, a day that was left out. */
const ZONES = [
  ...['UTC', 'America/New_York', 'America/St_Johns', 'America/Sao_Paulo', 'Europe/Dublin', 'Asia/Kathmandu'],
  ...['Asia/Tehran', 'Australia/Lord_Howe', 'Pacific/Apia', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'],
]
/** Month and year ends, leap days and none, hours that summer time leaves out or has twice, ISO weeks over a year's end. */
const TIMES = [
  ...[
    '2024-02-28T23:59:59',
    '2024-02-29T00:00:00',
    '2024-02-29T23:59:59',
    '2024-03-01T00:00:00',
    '2100-02-28T23:59:59',
  ],
  ...[
    '2023-12-31T23:59:59',
    '2024-01-01T00:00:00',
    '2024-12-30T00:00:00',
    '2026-12-31T23:59:59',
    '2027-01-03T23:59:59',
  ],
  ...[
    '2025-03-09T02:30:00',
    '2025-03-30T01:30:00',
    '2025-03-31T23:59:59',
    '2025-10-26T00:30:00',
    '2025-11-02T05:30:00',
  ],
  ...[
    '2011-12-30T12:00:00',
    '2026-04-30T23:59:59',
    '2025-12-31T12:00:00',
    '2026-09-30T23:59:59',
    '2026-10-01T00:00:00',
  ],
].map((text) => Date.parse(`${text}Z`) / 1000)

const program = programsOf(
  parseProfile(
    {
      name: 'fixture',
      chainId: 31337,
      token: { address: `0x${'70'.repeat(20)}`, symbol: 'DSync', decimals: 18, burnSinks: [`0x${'de'.repeat(20)}`] },
      revenueSplitBps: [{ fromBlock: 0, stakers: 10_000, nodes: 0, buyback: 0 }],
      programs: ['destra.stakers.monthly'],
    },
    'fixture',
    {},
  ),
)[0]!

let keccak: Keccak
beforeAll(async () => {
  keccak = await loadKeccak()
})
const home = process.env['TZ']
afterAll(() => {
  if (home === undefined) delete process.env['TZ']
  else process.env['TZ'] = home
})

/** The month that holds a time, closed: its bytes and root; and the ISO week. */
function closed(at: number) {
  const period = periodContaining(UTC_MONTH, at)
  const entries = Array.from({ length: 9 }, (_, n): StakedPosition => {
    const owner = `0x${String(n % 4).padStart(40, '0')}`
    const start = period.end - (n + 1) * 11 * DAY - 12 * 3_600
    const terms = { multiplier: 1 + (n % 4), lockSeconds: 90 * DAY, threshold: 15 * DAY, closedTime: null }
    return { id: `position-${n}`, owner, amount: 10n ** 18n + BigInt(n), start, ...terms }
  })
  const pinned = { number: 7, hash: hash(`0x${'7'.repeat(64)}`), time: period.end - 1 }
  const revenue = [{ id: 'receipt', amount: 10n ** 18n + 1n }]
  const inputs = { program, period, pinned, entries, revenue, evidence: null, previous: null }
  const { root, body } = buildReport(keccak, inputs)
  return { period, week: periodContaining(ISO_WEEK, at), root, body }
}

describe('P2: wherever and whenever it runs', () => {
  const inUtc = new Map<number, ReturnType<typeof closed>>()
  beforeAll(() => {
    process.env['TZ'] = 'UTC'
    for (const at of TIMES) inUtc.set(at, closed(at))
  })

  it('zones are what the host keeps: the same time is many local ones', () => {
    const local = ZONES.map((zone) => {
      process.env['TZ'] = zone
      return new Date(TIMES[12]! * 1000).toString()
    })
    expect(new Set(local).size).toBe(ZONES.length)
  })

  it.each(ZONES.flatMap((zone) => TIMES.map((at) => [zone, new Date(at * 1000).toISOString(), at] as const)))(
    'in %s the period of %s, its report and its root are those of UTC',
    (zone, _, at) => {
      process.env['TZ'] = zone
      const there = closed(at)
      expect(there.root).not.toBeNull()
      expect(there).toEqual(inUtc.get(at))
    },
  )
})
