import { describe, expect, it } from 'vitest'
import type { Pressure } from '../../../src/dashboard/data/answers'
import { isFortyOne, pressureMatrix, sharesOf } from '../../../src/dashboard/data/pressure'

const row = (domainId: string, period: string, emitted: string, miners: string, stakers: string) =>
  ({ domainId, period, emitted, miners, stakers }) as Pressure

describe('shares of a domain', () => {
  it('see through the floor of every epoch', () => {
    // 41 % of 10,003 is 4,101.23: the share is 4,101
    const shares = sharesOf([
      row('1', '2026-01', '10003', '4101', '4101'),
      row('1', '2026-02', '10001', '4100', '4100'),
    ])
    expect(shares).toEqual({ minersBps: 4_100n, stakersBps: 4_100n })
    expect(isFortyOne(shares)).toBe(true)
  })

  it('tell another split from 41/41', () => {
    expect(isFortyOne(sharesOf([row('2', '2026-01', '10000', '4000', '4100')]))).toBe(false)
    expect(isFortyOne(sharesOf([row('2', '2026-01', '0', '0', '0')]))).toBe(false)
  })
})

it('the matrix has domains by number and months in order', () => {
  const rows = [
    row('10', '2026-02', '1', '0', '0'),
    row('9', '2026-01', '1', '0', '0'),
    row('10', '2026-01', '1', '0', '0'),
  ]
  const { domains, periods } = pressureMatrix(rows)
  expect(domains.map(([id, own]) => [id, own.length])).toEqual([
    ['9', 1],
    ['10', 2],
  ])
  expect(periods).toEqual(['2026-01', '2026-02'])
})
