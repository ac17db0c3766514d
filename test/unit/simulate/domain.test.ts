import { describe, expect, it } from 'vitest'
import { parsePeriod, UTC_MONTH } from '../../../src/economics/period'
import {
  type DomainEpochFacts,
  domainMonth,
  epochIncentives,
  monthsBetween,
  withShares,
} from '../../../src/economics/scenario/domain'
import { receivedByMonth } from '../../../src/economics/scenario/received'

const month = (id: string) => parsePeriod(UTC_MONTH, id)
const shares = { miners: 4_100, stakers: 4_100, validators: 1_700, domainOwner: 0, modelOwners: 0 }
const epoch = (end: number, more: Partial<DomainEpochFacts> = {}): DomainEpochFacts => ({
  epoch: 1,
  start: end - 10,
  end,
  emitted: 1_000n,
  shares,
  externalRevenue: 500n,
  weights: { miners: [], stakers: [], validators: [], domainOwner: [], modelOwners: [] },
  ...more,
})
const prices = { history: [{ from: 0, token: 1n, quote: 1n }], tokenDecimals: 0 }

describe('a domain by month', () => {
  const january = month('2026-01')
  const february = month('2026-02')

  it('an epoch that ends at a month’s very start was spent in the month before', () => {
    const epochs = [epoch(january.start), epoch(january.end)].map((each) => epochIncentives(each, prices))
    expect([january, february].map((each) => domainMonth(each, epochs).epochs)).toEqual([1, 0])
    expect(domainMonth(january, epochs)).toMatchObject({ miners: 410n, counted: 820n, breakEven: 1_000n })
    expect(withShares([epoch(january.start), epoch(january.end)], { ...shares, miners: 1 }, january.start)).toEqual([
      epoch(january.start),
      epoch(january.end, { shares: { ...shares, miners: 1 } }),
    ])
  })

  it('has no pressure where one of its epochs has no price', () => {
    const late = { ...prices, history: [{ from: january.start + 100, token: 1n, quote: 1n }] }
    const epochs = [epoch(january.start + 50), epoch(january.start + 200)].map((each) => epochIncentives(each, late))
    expect(domainMonth(january, epochs)).toEqual({
      epochs: 2,
      emitted: 2_000n,
      miners: 820n,
      stakers: 820n,
      externalRevenue: 1_000n,
      counted: null,
      breakEven: null,
      pressureBps: null,
      flagged: false,
    })
  })

  it('says of no account what it received where shares are unknown or break their rule', () => {
    const months = [january]
    expect(receivedByMonth(months, [epoch(january.end)])).toHaveLength(1)
    expect(receivedByMonth(months, [epoch(january.end, { shares: null })])).toBeNull()
    expect(receivedByMonth(months, [epoch(january.end, { shares: { ...shares, miners: 1 } })])).toBeNull()
    expect(epochIncentives(epoch(january.end, { shares: null }), prices)).toMatchObject({ miners: 0n, stakers: 0n })
  })

  it('months run from the first to the last, both included', () => {
    const ids = (first: number, last: number) => monthsBetween(first, last).map((each) => each.id)
    expect(ids(january.start + 5, february.start)).toEqual(['2026-01', '2026-02'])
    expect(ids(january.start, january.end - 1)).toEqual(['2026-01'])
    expect(ids(february.start, january.start)).toEqual([])
  })
})
