import { describe, expect, it } from 'vitest'
import { parsePeriod, UTC_MONTH } from '../../../src/economics/period'
import { destraNodeWorkV1 } from '../../../src/economics/rewards/nodeWork'
import { minutesOf, uptimeBps } from '../../../src/economics/rewards/uptime'

describe('destra-node-work/v1', () => {
  const month = parsePeriod(UTC_MONTH, '2026-09')

  it('weighs verified compute units × uptime; a node never seen has no weight', () => {
    const weighed = destraNodeWorkV1.weigh(
      [
        { account: 'bob', jobs: 1, computeUnits: 3_000n, uptimeBps: 10_000 },
        { account: 'ann', jobs: 2, computeUnits: 4_000n, uptimeBps: 7_500 },
        { account: 'eve', jobs: 9, computeUnits: 9_000n, uptimeBps: 0 },
      ],
      month,
    )
    expect(weighed.map(({ account, weight }) => [account, weight])).toEqual([
      ['ann', 30_000_000n],
      ['bob', 30_000_000n],
      ['eve', 0n],
    ])
  })

  it('counts uptime in whole minutes of the period, rounded down', () => {
    expect(minutesOf(month)).toBe(43_200)
    expect([0, 1, 4, 5, 43_199, 43_200].map((minutes) => uptimeBps(minutes, month))).toEqual([
      0, 0, 0, 1, 9_999, 10_000,
    ])
    expect(() => uptimeBps(43_201, month)).toThrow(RangeError)
  })
})
