import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ISO_WEEK, parsePeriod, UTC_MONTH } from '../../../src/economics/period'
import { type Accrual, dgridWeekV1 } from '../../../src/economics/rewards/dgrid-week'
import { type CastVote, votesV1 } from '../../../src/economics/rewards/votes'

const holder = (n: number) => `0x${n.toString(16).padStart(40, '0')}`
const week = parsePeriod(ISO_WEEK, '2026-W37')
const month = parsePeriod(UTC_MONTH, '2026-09')

describe('dgrid-week/v1', () => {
  const accruals = fc.uniqueArray(
    fc.record({
      account: fc.nat().map((n) => holder(n)),
      bills: fc.nat(),
      computeUnits: fc.bigInt(0n, 2n ** 64n),
      amount: fc.bigInt(0n, 2n ** 128n),
    }),
    { selector: (each) => each.account, maxLength: 40 },
  )

  it('pays each exactly what accrued to it, with nothing left over, in any order', () => {
    fc.assert(
      fc.property(accruals, (given: Accrual[]) => {
        const pot = given.reduce((sum, each) => sum + each.amount, 0n)
        const split = dgridWeekV1.split(pot, dgridWeekV1.weigh(given, week))
        expect(split.carry).toBe(0n)
        expect(new Map(split.shares.map((share) => [share.account, share.amount]))).toEqual(
          new Map(given.filter((each) => each.amount > 0n).map((each) => [each.account, each.amount])),
        )
        expect(dgridWeekV1.split(pot, dgridWeekV1.weigh([...given].reverse(), week))).toEqual(split)
      }),
    )
  })
})

describe('votes/v1', () => {
  const vote = (id: string, voter: string, proposal: bigint, power: bigint): CastVote => ({
    id,
    voter,
    proposal,
    power,
  })

  it('adds up power over proposals, and counts one vote per address and proposal: the first', () => {
    const votes = [
      vote('0003', 'bob', 1n, 50n),
      vote('0002', 'ann', 2n, 7n),
      vote('0001', 'ann', 1n, 5n),
      vote('0009', 'ann', 1n, 5_000n),
    ]
    const weighed = votesV1.weigh(votes, month)
    expect(weighed).toEqual([
      {
        account: 'ann',
        weight: 12n,
        parts: [
          { vote: '0001', proposal: 1n, weight: 5n },
          { vote: '0002', proposal: 2n, weight: 7n },
        ],
      },
      { account: 'bob', weight: 50n, parts: [{ vote: '0003', proposal: 1n, weight: 50n }] },
    ])
    expect(votesV1.weigh([...votes].reverse(), month)).toEqual(weighed)
    expect(votesV1.split(100n, weighed)).toMatchObject({ distributed: 99n, carry: 1n })
  })

  it('carries the pot of a month in which nobody voted', () => {
    expect(votesV1.split(100n, votesV1.weigh([], month))).toMatchObject({ shares: [], carry: 100n })
  })
})
