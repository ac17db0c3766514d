import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ISO_WEEK, parsePeriod, UTC_MONTH } from '../../../src/economics/period'
import { type Accrual, dgridWeekV1 } from '../../../src/economics/rewards/dgridWeek'
import { type DividedPot, dividePot } from '../../../src/economics/rewards/pot'
import { splitPot } from '../../../src/economics/rewards/split'
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
      effort: fc.bigInt(0n, 2n ** 78n),
      uptimeBps: fc.option(fc.nat(10_000)),
    }),
    { selector: (each) => each.account, maxLength: 40 },
  )
  const pots = (entries: Accrual[], received: [string, bigint][], carryIn: [string, bigint][] = []) =>
    dgridWeekV1.pots({ period: week, entries, received: new Map(received), carryIn: new Map(carryIn) }).map(dividePot)
  const total = (given: Accrual[]) => given.reduce((sum, each) => sum + each.amount, 0n)
  const paid = ({ split }: DividedPot) => new Map(split.shares.map((share) => [share.account, share.amount]))
  const accrued = (given: Accrual[]) =>
    new Map(given.filter((each) => each.amount > 0n).map((each) => [each.account, each.amount]))

  it('pays each exactly what accrued to it, with nothing left over, in any order', () => {
    fc.assert(
      fc.property(accruals, (given: Accrual[]) => {
        const [main, ...others] = pots(given, [['main', total(given)]])
        expect(others).toEqual([])
        expect(main!.carry).toBe(0n)
        expect(paid(main!)).toEqual(accrued(given))
        expect(pots([...given].reverse(), [['main', total(given)]])).toEqual([main])
      }),
    )
  })

  it('adds what is mined by compute units × (10,000 − penalty) × uptime, and carries what that leaves over', () => {
    const accrual = (account: string, amount: bigint, effort: bigint, uptimeBps: number): Accrual => {
      return { account, bills: 1, computeUnits: 1n, amount, effort, uptimeBps }
    }
    const given = [accrual('ann', 5n, 3n, 5_000), accrual('bob', 6n, 1n, 10_000), accrual('eve', 7n, 9n, 0)]
    const [bills, mining] = pots(
      given,
      [
        ['main', 18n],
        ['mining', 100n],
      ],
      [['mining', 2n]],
    )
    expect(paid(bills!)).toEqual(accrued(given))
    expect(paid(mining!)).toEqual(
      new Map([
        ['ann', 61n],
        ['bob', 40n],
      ]),
    )
    expect(mining).toMatchObject({ received: 100n, carryIn: 2n, carry: 1n })
  })

  it('keeps what mining carried when a week mines nothing', () => {
    expect(pots([], [], [['mining', 2n]]).map(({ name, carry }) => [name, carry])).toEqual([
      ['main', 0n],
      ['mining', 2n],
    ])
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
    expect(splitPot(100n, weighed)).toMatchObject({ distributed: 99n, carry: 1n })
  })

  it('carries the pot of a month in which nobody voted', () => {
    expect(splitPot(100n, votesV1.weigh([], month))).toMatchObject({ shares: [], carry: 100n })
  })
})
