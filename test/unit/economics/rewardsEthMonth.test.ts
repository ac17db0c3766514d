import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DAY, parsePeriod, UTC_MONTH } from '../../../src/economics/period'
import { ethMonthTimedV1, ethMonthV1, isEligible, type StakedPosition } from '../../../src/economics/rewards/ethMonth'
import { rulesetNamed, rulesetNames } from '../../../src/economics/rewards/registry'
import { splitPot } from '../../../src/economics/rewards/split'

const september = parsePeriod(UTC_MONTH, '2026-09')
const end = september.end

function stake(over: Partial<StakedPosition> = {}): StakedPosition {
  return {
    id: 'position-1',
    owner: '0xaa',
    amount: 1_000n,
    multiplier: 1,
    start: end - 20 * DAY,
    lockSeconds: 30 * DAY,
    threshold: 15 * DAY,
    closedTime: null,
    ...over,
  }
}

describe('eligible at the end of a month', () => {
  it.each([
    ['exactly the threshold before the end', { start: end - 15 * DAY }, true],
    ['a second short of the threshold', { start: end - 15 * DAY + 1 }, false],
    ['the last second of lock + threshold', { start: end - 45 * DAY + 1 }, true],
    ['lock + threshold over at the end', { start: end - 45 * DAY }, false],
    ['a long lock', { start: end - 370 * DAY, lockSeconds: 360 * DAY, multiplier: 4 }, true],
    ['a threshold of 5 days, as it was at stake time', { start: end - 5 * DAY, threshold: 5 * DAY }, true],
    ['withdrawn a second before the end', { closedTime: end - 1 }, false],
    ['withdrawn at the end: the event belongs to the next month', { closedTime: end }, true],
  ])('%s', (_, over, eligible) => {
    expect(isEligible(stake(over), end)).toBe(eligible)
  })

  it('a lock of n × 30 days is eligible at n ends of 30-day periods, whatever the threshold', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 3, 6, 12),
        fc.integer({ min: 5, max: 20 }),
        fc.integer({ min: 0, max: 30 * DAY - 1 }),
        (n, thresholdDays, offset) => {
          const position = stake({ start: offset, lockSeconds: n * 30 * DAY, threshold: thresholdDays * DAY })
          const ends = Array.from({ length: 16 }, (_, index) => (index + 1) * 30 * DAY)
          expect(ends.filter((each) => isEligible(position, each))).toHaveLength(n)
        },
      ),
    )
  })
})

describe('eth-month/v1', () => {
  it('weighs amount × multiplier, and adds up the stakes of an owner', () => {
    const top = stake({ id: 'position-2', amount: 5n, multiplier: 4, lockSeconds: 360 * DAY })
    const other = stake({ id: 'position-3', owner: '0xbb', amount: 7n, multiplier: 2, lockSeconds: 90 * DAY })
    const gone = stake({ id: 'position-4', closedTime: end - 1 })
    const weighed = ethMonthV1.weigh([top, gone, other, stake()], september)
    expect(weighed.map(({ account, weight }) => [account, weight])).toEqual([
      ['0xaa', 1_020n],
      ['0xbb', 14n],
    ])
    expect(weighed[0]!.parts).toMatchObject([
      { position: 'position-1', weight: 1_000n },
      { position: 'position-2', weight: 20n },
    ])
  })

  it('weighs the same in any order of positions', () => {
    const positions = Array.from({ length: 12 }, (_, index) =>
      stake({ id: `position-${index}`, owner: `0x${index % 5}`, amount: BigInt(index + 1) }),
    )
    const canonical = splitPot(1_000_000n, ethMonthV1.weigh(positions, september))
    fc.assert(
      fc.property(fc.shuffledSubarray(positions, { minLength: positions.length }), (shuffled) => {
        expect(splitPot(1_000_000n, ethMonthV1.weigh(shuffled, september))).toEqual(canonical)
      }),
    )
  })
})

describe('eth-month-timed/v1', () => {
  it('also multiplies by the seconds staked inside the month', () => {
    const whole = stake({ owner: '0xaa', start: september.start - DAY, lockSeconds: 90 * DAY, multiplier: 2 })
    const part = stake({ id: 'position-2', owner: '0xbb', start: end - 15 * DAY })
    expect(ethMonthTimedV1.weigh([whole, part], september).map((each) => each.weight)).toEqual([
      1_000n * 2n * BigInt(30 * DAY),
      1_000n * BigInt(15 * DAY),
    ])
  })

  it('finds the same people eligible as eth-month/v1', () => {
    const positions = [stake(), stake({ id: 'b', owner: '0xbb', start: end - DAY }), stake({ id: 'c', owner: '0xcc' })]
    const accounts = (ruleset: typeof ethMonthV1) => ruleset.weigh(positions, september).map((each) => each.account)
    expect(accounts(ethMonthTimedV1)).toEqual(accounts(ethMonthV1))
  })
})

describe('the register of rulesets', () => {
  it('keeps versions side by side', () => {
    expect(rulesetNames).toEqual([
      'eth-month/v1',
      'eth-month-timed/v1',
      'dgrid-week/v1',
      'votes/v1',
      'destra-node-work/v1',
      'domain-emission/v1',
      'campaign/v1',
    ])
    expect(rulesetNamed('eth-month/v1')).toBe(ethMonthV1)
    expect(() => rulesetNamed('eth-month/v2')).toThrow(/eth-month\/v1/)
  })
})
