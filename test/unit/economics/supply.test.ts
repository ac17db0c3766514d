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
})
