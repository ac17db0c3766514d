import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { alternate, type Measured, median, outcome, percentile, rounded } from '../../../bench/figures.mjs'

describe('median', () => {
  it('is the middle one, whatever the order of the rounds', () => {
    expect(median([9, 1, 5])).toBe(5)
  })

  it('is the mean of the middle two of an even number', () => {
    expect(median([4, 1, 2, 100])).toBe(3)
  })

  it('refuses to make a figure of nothing', () => {
    expect(() => median([])).toThrow('nothing was measured')
  })

  it('does not reorder what it is given', () => {
    const values = [3, 1, 2]
    median(values)
    expect(values).toEqual([3, 1, 2])
  })
})

describe('percentile', () => {
  it('goes from the least to the greatest, and never down', () => {
    const values = fc.array(fc.integer(), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (list, a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a]
        expect(percentile(list, 0)).toBe(Math.min(...list))
        expect(percentile(list, 1)).toBe(Math.max(...list))
        expect(percentile(list, low / 100)).toBeLessThanOrEqual(percentile(list, high / 100) + 1e-6)
      }),
    )
  })

  it('lies between neighbours in proportion', () => {
    expect(percentile([0, 10], 0.99)).toBeCloseTo(9.9)
  })
})

describe('alternate', () => {
  it('turns the order round with every round', () => {
    expect(alternate(['assay', 'squid'], 3)).toEqual(['assay', 'squid', 'squid', 'assay', 'assay', 'squid'])
  })

  it('runs everyone equally often', () => {
    const order = alternate(['a', 'b', 'c'], 5)
    for (const name of ['a', 'b', 'c']) expect(order.filter((each) => each === name)).toHaveLength(5)
  })
})

describe('rounded', () => {
  it.each([
    [12_345.6, 12_300],
    [1234.5, 1230],
    [0.000_123_45, 0.000_123],
    [0.98765, 0.988],
    [93.14, 93.1],
    [0, 0],
    [100, 100],
  ])('%d is %d', (value, expected) => {
    expect(rounded(value)).toBe(expected)
  })
})

describe('outcome', () => {
  const measured: Measured = {
    name: 'ingest-dense',
    failures: [],
    figures: { eventsPerSecond: 40_000, seconds: 10 },
    peers: { squid: { eventsPerSecond: 10_000 } },
    stages: { index: 9 },
    rss: { indexer: 300, postgres: 90 },
    bar: { atLeast: { 'ratio.squid': 4 } },
  }

  it('has the fields that performance figures are read by', () => {
    expect(outcome(measured)).toEqual({
      name: 'ingest-dense',
      ok: true,
      figures: { eventsPerSecond: 40_000, seconds: 10 },
      peers: { squid: { eventsPerSecond: 10_000 } },
      ratio: { squid: 4 },
      stages: { index: 9 },
      rssMiB: 300,
      rss: { indexer: 300, postgres: 90 },
      bar: { atLeast: { 'ratio.squid': 4 } },
      meetsBar: true,
    })
  })

  it('misses a bar that is a ratio', () => {
    expect(outcome({ ...measured, peers: { squid: { eventsPerSecond: 10_001 } } }).meetsBar).toBe(true)
    expect(outcome({ ...measured, peers: { squid: { eventsPerSecond: 11_000 } } }).meetsBar).toBe(false)
  })

  it('holds a figure below its limit', () => {
    const bar = { atMost: { p50Ms: 250 } }
    expect(outcome({ ...measured, figures: { p50Ms: 250 }, peers: {}, bar }).meetsBar).toBe(true)
    expect(outcome({ ...measured, figures: { p50Ms: 251 }, peers: {}, bar }).meetsBar).toBe(false)
  })

  it('meets no bar about a figure that was not measured', () => {
    expect(outcome({ ...measured, peers: {} }).meetsBar).toBe(false)
    expect(outcome({ ...measured, bar: { atMost: { p99Ms: 1 } } }).meetsBar).toBe(false)
  })

  it('prints no rate of a wrong result', () => {
    const wrong = outcome({ ...measured, failures: ['assay: sum is 1, the chain has 2'] })
    expect(wrong).toMatchObject({ ok: false, meetsBar: false, figures: {}, peers: {}, ratio: {}, stages: {} })
    expect(wrong.failures).toEqual(['assay: sum is 1, the chain has 2'])
    expect(JSON.stringify(wrong)).not.toContain('eventsPerSecond')
  })
})
