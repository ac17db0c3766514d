import fc from 'fast-check'
import { expect, it } from 'vitest'
import { claimAccount } from '../../../src/economics/rewards/claimAccount'

const published = { distributed: 100n, isPublished: true, claimed: 30n, expiresAt: 1_000, reclaimed: null }
const none = { pending: 0n, claimable: 0n, expired: 0n, reclaimed: 0n }

it.each([
  ['before its end', published, 999, { ...none, claimed: 30n, claimable: 70n }],
  ['in its first second after', published, 1_000, { ...none, claimed: 30n, expired: 70n }],
  ['without an end', { ...published, expiresAt: null }, 9_999, { ...none, claimed: 30n, claimable: 70n }],
  ['reclaimed', { ...published, reclaimed: 70n }, 1_001, { ...none, claimed: 30n, reclaimed: 70n }],
  ['reclaimed too early', { ...published, reclaimed: 60n }, 5, { ...none, claimed: 30n, reclaimed: 60n, expired: 10n }],
  ['not on the chain', { ...published, isPublished: false, claimed: 0n }, 5, { ...none, pending: 100n, claimed: 0n }],
])('a distribution %s', (_, claims, now, account) => {
  expect(claimAccount(claims, now)).toEqual(account)
})

it('W15: pending + claimed + claimable + expired + reclaimed = distributed, none below 0', () => {
  const amount = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n })
  const any = fc.record({
    parts: fc.tuple(amount, amount, amount),
    isPublished: fc.boolean(),
    isReclaimed: fc.boolean(),
    expiresAt: fc.option(fc.nat(), { nil: null }),
    now: fc.nat(),
  })
  fc.assert(
    fc.property(any, ({ parts: [paid, rest, back], isPublished, isReclaimed, expiresAt, now }) => {
      const claimed = isPublished ? paid : 0n
      const reclaimed = isPublished && isReclaimed ? back : null
      const distributed = claimed + rest + (reclaimed ?? 0n)
      const account = claimAccount({ distributed, isPublished, claimed, expiresAt, reclaimed }, now)
      const figures = Object.values(account)
      expect(figures.reduce((sum, each) => sum + each)).toBe(distributed)
      expect(figures.every((each) => each >= 0n)).toBe(true)
      expect([account.claimed, account.reclaimed]).toEqual([claimed, reclaimed ?? 0n])
      expect(account.claimable > 0n && account.expired > 0n).toBe(false)
    }),
  )
})
