import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitRevenue } from '../../../src/economics/revenue'
import { excludedMemo, lockedAt, supplyFigures } from '../../../src/economics/supply'
import { address } from '../../../src/economics/units'

const treasury = address(`0x${'ab'.repeat(20)}`)
const balances = [
  { class: 'issuance', cause: '', balance: -1_000n },
  { class: 'issuance', cause: 'initial', balance: -1_000n },
  { class: 'burned', cause: '', balance: 70n },
  { class: 'burned', cause: 'usage', balance: 60n },
  { class: 'burned', cause: 'direct', balance: 10n },
  { class: 'burned-at-zero', cause: '', balance: 10n },
  { class: 'staked', cause: '', balance: 300n },
  { class: 'holders', cause: '', balance: 630n },
  { class: excludedMemo(treasury), cause: '', balance: 30n },
]
const rules = { burnReducesTotal: false, excluded: [{ address: treasury, label: 'treasury' }], vesting: [] }

describe('supply identities (domain.md §5)', () => {
  it('a token whose totalSupply never changes: burns leave circulating, not total', () => {
    expect(supplyFigures(balances, rules, 0)).toEqual({
      issued: 1_000n,
      total: 1_000n,
      burned: 70n,
      burnedBy: [
        { cause: 'direct', amount: 10n },
        { cause: 'usage', amount: 60n },
      ],
      circulating: 1_000n - 70n - 30n,
      locked: 0n,
      excluded: [{ address: treasury, label: 'treasury', amount: 30n }],
      held: new Map([
        ['staked', 300n],
        ['holders', 630n],
      ]),
    })
  })

  it('a token whose burn lowers totalSupply: what went to 0x0 has left the total, what lies at dEaD has not', () => {
    const { total, circulating } = supplyFigures(balances, { ...rules, burnReducesTotal: true }, 0)
    expect([total, circulating]).toEqual([990n, 990n - 60n - 30n])
  })

  it('vesting holds back all before the cliff, then releases whole steps, floor', () => {
    const schedule = { label: 'team', total: 100n, start: 0, cliffSeconds: 10, end: 30, stepSeconds: 10 }
    expect([9, 10, 19, 20, 29, 30].map((at) => lockedAt(schedule, at))).toEqual([100n, 67n, 67n, 34n, 34n, 0n])
    expect(supplyFigures(balances, { ...rules, vesting: [schedule] }, 10).circulating).toBe(900n - 67n)
  })
})

describe('revenue split', () => {
  const versions = [
    { fromBlock: 0, stakers: 6_000, nodes: 2_500, buyback: 1_500 },
    { fromBlock: 10, stakers: 5_000, nodes: 5_000, buyback: 0 },
  ]

  it('is the version in force at the receipt, per receipt, and the stakers own the rounding', () => {
    expect(splitRevenue(7n, 9, versions)).toEqual({ stakers: 5n, nodes: 1n, buyback: 1n })
    expect(splitRevenue(7n, 10, versions)).toEqual({ stakers: 4n, nodes: 3n, buyback: 0n })
  })

  it('gives away every unit of a receipt, whatever the split', () => {
    const bps = fc.tuple(fc.nat(5_000), fc.nat(5_000)).map(([nodes, buyback]) => {
      return { fromBlock: 0, stakers: 10_000 - nodes - buyback, nodes, buyback }
    })
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 200n), bps, (amount, split) => {
        const { stakers, nodes, buyback } = splitRevenue(amount, 5, [split])
        expect(stakers + nodes + buyback).toBe(amount)
        expect(stakers * 10_000n >= amount * BigInt(split.stakers)).toBe(true)
      }),
    )
  })
})

describe('vesting', () => {
  const schedule = fc
    .record({
      total: fc.bigInt(0n, 10n ** 27n),
      start: fc.nat(10_000),
      duration: fc.integer({ min: 1, max: 10_000 }),
      cliff: fc.nat(10_000),
      stepSeconds: fc.integer({ min: 1, max: 3_000 }),
    })
    .map(({ total, start, duration, cliff, stepSeconds }) => {
      return { label: 'team', total, start, end: start + duration, cliffSeconds: cliff % (duration + 1), stepSeconds }
    })

  it('holds back all of it before the cliff, nothing from the end on, and never more later than before', () => {
    fc.assert(
      fc.property(schedule, fc.nat(25_000), fc.nat(25_000), (vesting, one, other) => {
        const [early, late] = [Math.min(one, other), Math.max(one, other)]
        expect(lockedAt(vesting, early) >= lockedAt(vesting, late)).toBe(true)
        expect(lockedAt(vesting, late) >= 0n && lockedAt(vesting, early) <= vesting.total).toBe(true)
        expect(lockedAt(vesting, vesting.end)).toBe(0n)
        if (vesting.cliffSeconds > 0)
          expect(lockedAt(vesting, vesting.start + vesting.cliffSeconds - 1)).toBe(vesting.total)
      }),
    )
  })

  it('leaves what circulates by what it holds back, and gives it back in time (I6)', () => {
    fc.assert(
      fc.property(schedule, fc.nat(25_000), (vesting, at) => {
        const rules = { burnReducesTotal: false, excluded: [], vesting: [vesting] }
        const { circulating, locked, total, burned } = supplyFigures(balances, rules, at)
        expect([locked, circulating + locked]).toEqual([lockedAt(vesting, at), total - burned])
      }),
    )
  })
})
