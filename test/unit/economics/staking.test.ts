import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eligibleAt, penaltyAt, tierOf, tiers } from '../../../src/economics/staking'

const DAY = 86_400
const stake = (
  over: Partial<{ amount: bigint; lockSeconds: number; start: number; threshold: number; index: number }>,
) => ({
  index: 0,
  amount: 1_000n,
  lockSeconds: 30 * DAY,
  multiplier: 1,
  start: 0,
  threshold: 15 * DAY,
  ...over,
})

describe('tiers of the pool (domain.md §2)', () => {
  it('are the four published ones', () => {
    expect(tiers.map(({ days, multiplier, penaltyBps }) => [days, multiplier, penaltyBps])).toEqual([
      [30, 1, 1_500],
      [90, 2, 1_300],
      [180, 3, 1_200],
      [360, 4, 1_000],
    ])
    expect(tierOf(31 * DAY)).toBeUndefined()
  })

  it('the penalty is floored and due iff now < start + lock', () => {
    const position = stake({ amount: 999n })
    expect([penaltyAt(position, 30 * DAY - 1), penaltyAt(position, 30 * DAY)]).toEqual([149n, 0n])
  })

  it('a lock of n × 30 days is eligible in exactly n fixed periods, whatever its start and threshold', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 3, 6, 12),
        fc.integer({ min: 0, max: 400 * DAY }),
        fc.integer({ min: 5 * DAY, max: 20 * DAY }),
        (n, start, threshold) => {
          const position = stake({ start, threshold, lockSeconds: n * 30 * DAY })
          let periods = 0
          for (let end = 30 * DAY; end < 900 * DAY; end += 30 * DAY) if (eligibleAt(position, end)) periods++
          expect(periods).toBe(n)
        },
      ),
    )
  })
})
