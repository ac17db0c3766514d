import { describe, expect, it } from 'vitest'
import { windowPeriod } from '../../../src/economics/period'
import { campaignV1, convertedPot } from '../../../src/economics/rewards/campaign'
import { splitPot } from '../../../src/economics/rewards/split'

describe('campaign/v1', () => {
  const window = windowPeriod(100, 200)

  it('converts its pot once, at the pinned price, rounded down', () => {
    // $100,000 in units of 10^-6, at $0.003 a token of 18 decimals
    expect(convertedPot(100_000_000_000n, 3_000n, 18)).toBe(33_333_333_333_333_333_333_333_333n)
  })

  it('divides it by the table', () => {
    const weighed = campaignV1.weigh(
      [
        { account: 'bob', weight: 1n },
        { account: 'ann', weight: 2n },
      ],
      window,
    )
    expect(splitPot(100n, weighed)).toMatchObject({
      shares: [
        { account: 'ann', amount: 66n },
        { account: 'bob', amount: 33n },
      ],
      carry: 1n,
    })
  })

  it('counts an address once: twice is refused', () => {
    const twice = [
      { account: 'ann', weight: 1n },
      { account: 'ann', weight: 1n },
    ]
    expect(() => campaignV1.weigh(twice, window)).toThrow(/twice/)
  })
})
