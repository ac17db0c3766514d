import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, parsePeriod, UTC_MONTH } from '../../../src/economics/period'
import { ethMonthV1, type StakedPosition } from '../../../src/economics/rewards/ethMonth'
import type { DomainMonth } from '../../../src/economics/scenario/domain'
import { forecastBalances, forecastDomain, forecastYield } from '../../../src/economics/scenario/forecast'
import { foldYields } from '../../../src/economics/scenario/yield'
import { type ClassBalance, classes, supplyFigures } from '../../../src/economics/supply'

const month = (id: string) => parsePeriod(UTC_MONTH, id)

describe('yields of a scenario', () => {
  const stake: StakedPosition = {
    id: 'p',
    owner: '0xaa',
    amount: 10n ** 18n,
    multiplier: 4,
    start: month('2026-01').start,
    lockSeconds: 360 * DAY,
    threshold: 15 * DAY,
    closedTime: null,
  }
  const half = [{ fromBlock: 0, stakers: 5_000, nodes: 5_000, buyback: 0 }]
  const all = [{ fromBlock: 0, stakers: 10_000, nodes: 0, buyback: 0 }]
  const receipts = [{ amount: 7n, block: 1 }]

  it('share revenue as asked, and carry what nobody was eligible for', () => {
    const months = [
      { period: month('2025-12'), receipts, positions: [], splits: half },
      { period: month('2026-01'), receipts, positions: [stake], splits: all },
    ]
    const [december, january] = foldYields(months, ethMonthV1, 18)
    // 7 / 2, the stakers own the rounding
    expect(december).toMatchObject({ received: 4n, pot: 4n, carry: 4n, stakedWeight: 0n })
    expect(january).toMatchObject({ received: 7n, pot: 11n, carry: 0n, stakedWeight: 4n * 10n ** 18n })
    expect(january!.tiers.map(({ ethPerToken }) => ethPerToken)).toEqual([2n, 5n, 8n, 11n])
  })

  it('are forecast from the mean of the basis, over the month’s own days', () => {
    const past = [10n, 20n].map((pot) => ({ received: pot, pot, carry: 1n, stakedWeight: 4n * 10n ** 18n, tiers: [] }))
    const february = forecastYield(past, month('2026-02'), 18)
    expect(february).toMatchObject({ pot: 15n, stakedWeight: 4n * 10n ** 18n })
    expect(february.tiers[3]).toMatchObject({ ethPerToken: 15n, window: { start: month('2026-02').start } })
  })
})

describe('a forecast of a domain', () => {
  const past = (counted: bigint | null, externalRevenue: bigint): DomainMonth => ({
    ...{ epochs: 4, emitted: 100n, miners: 41n, stakers: 41n, externalRevenue, counted },
    ...{ breakEven: null, pressureBps: null, flagged: false },
  })

  it('is the pressure of the mean', () => {
    // counted 82 needs 100: 41/41
    expect(forecastDomain([past(80n, 60n), past(84n, 100n)])).toMatchObject({
      counted: 82n,
      breakEven: 100n,
      externalRevenue: 80n,
      pressureBps: 12_500n,
      flagged: true,
    })
  })

  it('has none where a month of the basis had no price', () => {
    expect(forecastDomain([past(80n, 60n), past(null, 100n)])).toMatchObject({ counted: null, pressureBps: null })
  })
})

describe('a forecast of the supply', () => {
  const rules = { burnReducesTotal: false, excluded: [], vesting: [] }
  const ledger = (issued: bigint, burned: bigint): ClassBalance[] => [
    { class: 'issuance', cause: '', balance: -issued },
    { class: 'holders', cause: '', balance: issued - burned },
    { class: 'burned', cause: '', balance: burned },
    { class: 'burned', cause: 'usage', balance: burned },
  ]

  it('goes on as the basis went', () => {
    const balances = forecastBalances([ledger(1_000n, 10n), ledger(1_100n, 20n), ledger(1_200n, 40n)], 2)
    expect(supplyFigures(balances, rules, 0)).toMatchObject({ issued: 1_400n, burned: 70n, circulating: 1_330n })
  })

  it('keeps the identity of what circulates, and is zero-sum to a unit for each class (I1, I6)', () => {
    const amount = fc.bigInt(0n, 10n ** 27n)
    fc.assert(
      fc.property(
        fc.array(fc.tuple(amount, amount), { minLength: 2, maxLength: 8 }),
        fc.integer({ min: 1, max: 120 }),
        (ends, n) => {
          const past = ends.map(([issued, burned]) => ledger(issued + burned, burned))
          const balances = forecastBalances(past, n)
          const figures = supplyFigures(balances, rules, 0)
          expect(figures.circulating).toBe(figures.total - figures.burned)
          const sum = balances.filter((row) => row.cause === '').reduce((total, row) => total + row.balance, 0n)
          expect(sum < BigInt(classes.length) && -sum < BigInt(classes.length)).toBe(true)
        },
      ),
    )
  })
})
