import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type BookedClaim, claimWorlds, doubtedClaims, isTouched } from '../../../src/economics/pool/claimChoices'
import { apply } from '../../../src/economics/pool/fold'
import { claimableNow } from '../../../src/economics/pool/holding'
import { ownerInterval } from '../../../src/economics/pool/interval'
import { observe } from '../../../src/economics/pool/observe'
import { resolveClaim } from '../../../src/economics/pool/resolveClaim'
import { poolRules } from '../../../src/economics/pool/rules'
import { newPool, type PoolState } from '../../../src/economics/pool/state'

const DAY = 86_400
const PERIOD = 30 * DAY
const [WALLET, OTHER, LATE] = ['w', 'b', 'z'] as const
const PERIODS = 4
const END = PERIODS * PERIOD

/** Both pools after the same beginning: three stakers, periods with pots of these sizes, weights that stand for four. */
function scene(pots: readonly bigint[]): { truth: PoolState; ledger: PoolState } {
  const both = [newPool(PERIOD, poolRules[1]), newPool(PERIOD, poolRules[1])]
  for (const pool of both) {
    for (const user of [WALLET, OTHER])
      apply(pool, { kind: 'stake', user, amount: 100n, lockSeconds: 180 * DAY, time: 0 })
    for (const [period, amount] of pots.entries()) {
      // Any call moves the index on, once.
      apply(pool, { kind: 'stake', user: LATE, amount: 1n, lockSeconds: 30 * DAY, time: period * PERIOD })
      apply(pool, { kind: 'deposit', period: null, amount, time: period * PERIOD })
    }
    for (const period of pots.keys()) apply(pool, { kind: 'weight', period, weight: 1_000n, time: END })
  }
  return { truth: both[0]!, ledger: both[1]! }
}

/** Claims whose event names no period: the ledger takes what `resolveClaim` says, which for a call by itself is certain. */
function claimsOf({ truth, ledger }: ReturnType<typeof scene>, calls: readonly [user: string, period: number][]) {
  const booked: BookedClaim[] = []
  for (const [user, period] of calls) {
    const time = END + booked.length
    const outcome = apply(truth, { kind: 'claim', user, period, time })
    if (outcome.kind === 'refused') continue
    const reward = truth.claims.get(user)!.get(period)!
    const said = user === WALLET ? {} : { called: period }
    const candidates = resolveClaim(ledger, { user, reward, time, ...said, named: [], nth: 0, of: 1 })
    observe(ledger, { kind: 'claim', user, period: candidates[0], time }, outcome.events)
    booked.push({ user, reward, period: candidates[0], candidates })
  }
  return doubtedClaims(booked.filter(({ user }) => user === WALLET))
}

describe('claims of the first generation that could be of several periods', () => {
  it('leave one world where each is certain, the pool as it is', () => {
    const { ledger } = scene([100n, 200n])
    expect(claimWorlds(ledger, [])).toEqual([ledger])
    expect(isTouched(ledger, WALLET, [])).toBe(false)
  })

  it('have bounds that hold the contract’s own figures, of the account and of who shares the pots', () => {
    const pools = scene([1_000n, 1_000n])
    const doubted = claimsOf(pools, [[WALLET, 1]])
    expect(doubted).toEqual([{ user: WALLET, reward: 300n, period: 0, could: [0, 1] }])
    const { ledger, truth } = pools
    expect(claimableNow(truth, WALLET, END)).toEqual([{ period: 0, reward: 300n }])
    const own = ownerInterval(ledger, WALLET, null, END, doubted)
    expect(own).toMatchObject({
      choices: 2,
      claimableNow: { low: 300n, high: 300n },
      claims: [
        { period: 0, reward: { low: 0n, high: 300n } },
        { period: 1, reward: { low: 0n, high: 300n } },
      ],
    })
    expect(isTouched(ledger, OTHER, doubted)).toBe(true)
    expect(ownerInterval(ledger, OTHER, null, END, doubted).claims).toEqual([
      { period: 0, reward: { low: 210n, high: 300n } },
      { period: 1, reward: { low: 210n, high: 300n } },
    ])
  })

  it('are as wide as the pots where there are more choices than are followed', () => {
    const { ledger } = scene([1_000n, 1_000n])
    const many = Array.from({ length: 7 }, (_, i) => ({ user: `u${i}`, reward: 1n, period: 0, could: [0, 1] }))
    expect(claimWorlds(ledger, many)).toBeNull()
    const { choices, claims } = ownerInterval(ledger, OTHER, null, END, many)
    expect(choices).toBeNull()
    for (const { reward } of claims) expect(reward).toEqual({ low: 0n, high: expect.any(BigInt) })
  })

  it('whatever the account and others claimed in which order: the truth is within the bounds', () => {
    const call = fc.tuple(fc.constantFrom(WALLET, WALLET, OTHER), fc.nat(PERIODS - 1))
    const pots = fc.array(fc.constantFrom(1_000n, 1_000n, 2_000n), { minLength: 2, maxLength: PERIODS })
    fc.assert(
      fc.property(pots, fc.array(call as fc.Arbitrary<[string, number]>, { maxLength: 7 }), (funded, calls) => {
        const pools = scene(funded)
        const doubted = claimsOf(pools, calls)
        for (const user of [WALLET, OTHER]) {
          const now = END + 100
          const claims = new Map(claimableNow(pools.truth, user, now).map(({ period, reward }) => [period, reward]))
          const { claims: bounds, claimableNow: sum } = ownerInterval(pools.ledger, user, null, now, doubted)
          for (const [period, reward] of claims) {
            const bound = bounds.find((each) => each.period === period)?.reward
            expect(bound && bound.low <= reward && reward <= bound.high).toBe(true)
          }
          const paid = [...claims.values()].reduce((total, reward) => total + reward, 0n)
          expect(sum.low <= paid && paid <= sum.high).toBe(true)
        }
      }),
      { numRuns: 400 },
    )
  })
})
