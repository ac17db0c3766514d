import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PoolAction } from '../../../src/economics/pool/action'
import { missingBookings } from '../../../src/economics/pool/booking'
import { claimWeight } from '../../../src/economics/pool/claim'
import { apply } from '../../../src/economics/pool/fold'
import { periodAccount } from '../../../src/economics/pool/periodAccount'
import { type PoolRules, poolRules } from '../../../src/economics/pool/rules'
import { newPool, type PoolState, periodOf, potOf } from '../../../src/economics/pool/state'
import { DAY, ETH, PERIOD, paid, Scene } from './poolScene'

const NO_CAUSES = {
  ...{ dust: 0n, forfeited: 0n, noWeight: 0n },
  ...{ overClaimable: 0n, denominator: 0n, overwritten: 0n },
}

describe('destra-pool/v1: where a period’s ETH is (trap 7)', () => {
  it('two equal stakers, 1 ETH, one leaves after the end without claiming: 0.5 forfeited', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 100n, 30)
    scene.stake(0, 'b', 100n, 30)
    scene.deposit(0, 0, ETH)
    expect(periodAccount(scene.pool, 0, 29 * DAY)).toMatchObject({ ended: false, pending: ETH, stranded: 0n })
    scene.unstake(31, 'b')
    expect(periodAccount(scene.pool, 0, 31 * DAY)).toEqual({
      ...{ period: 0, end: PERIOD, ended: true, deposited: ETH, claimed: 0n, claimable: ETH / 2n },
      ...{ claims: [{ user: 'a', reward: ETH / 2n }], overClaimed: [], pending: 0n },
      ...{ stranded: ETH / 2n, causes: { ...NO_CAUSES, forfeited: ETH / 2n } },
    })
    scene.claim(31, 'a', 0)
    expect(periodAccount(scene.pool, 0, 31 * DAY)).toMatchObject({
      ...{ claimed: ETH / 2n, claimable: 0n, stranded: ETH / 2n, causes: { ...NO_CAUSES, forfeited: ETH / 2n } },
    })
  })

  it('who claims before leaving forfeits nothing', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 100n, 30)
    scene.stake(0, 'b', 100n, 30)
    scene.deposit(0, 0, ETH)
    scene.claim(31, 'b', 0)
    scene.unstake(31, 'b')
    expect(periodAccount(scene.pool, 0, 31 * DAY)).toMatchObject({ claimable: ETH / 2n, stranded: 0n })
  })

  it('funded without any weight: the whole deposit', () => {
    const scene = new Scene()
    scene.deposit(0, 0, ETH)
    expect(periodAccount(scene.pool, 0, PERIOD).causes).toEqual({ ...NO_CAUSES, noWeight: ETH })
  })

  it('stale booking: 0.125 of 1 ETH can be claimed, 0.875 are more than anyone may ask for', () => {
    const scene = new Scene()
    scene.stake(120, 'a', 50n, 30)
    scene.stake(120, 'x', 400n, 30)
    scene.stake(140, 'y', 1n, 30)
    scene.deposit(140, 4, ETH)
    expect(periodAccount(scene.pool, 4, 150 * DAY)).toMatchObject({
      claimable: ETH / 8n,
      overClaimed: ['x'],
      causes: { ...NO_CAUSES, overClaimable: (7n * ETH) / 8n },
    })
  })

  it('the replay goes by address: 100 wei of three, one gone, are 33 and 33, 33 forfeited and 1 of dust', () => {
    const scene = new Scene()
    for (const user of ['c', 'a', 'b']) scene.stake(0, user, 1n, 30)
    scene.deposit(0, 0, 100n)
    scene.unstake(30, 'b')
    expect(periodAccount(scene.pool, 0, 30 * DAY)).toMatchObject({
      claims: [
        { user: 'a', reward: 33n },
        { user: 'c', reward: 33n },
      ],
      causes: { ...NO_CAUSES, forfeited: 33n, dust: 1n },
    })
  })

  it('a part below 1 wei is dust as long as its owner is the last', () => {
    const scene = new Scene()
    scene.stake(0, 'a', ETH, 30)
    scene.stake(0, 'b', 1n, 30)
    scene.deposit(0, 0, 10n)
    expect(paid(scene.claim(30, 'b', 0))).toBe('NothingToClaim')
    expect(periodAccount(scene.pool, 0, 30 * DAY)).toMatchObject({ claimable: 10n, stranded: 0n })
  })
})

const users = ['a', 'b', 'c', 'd']
const call = fc.record({
  wait: fc.constantFrom(0, 0, 1, 3, 9, 16, 29, 70),
  user: fc.constantFrom(...users),
  kind: fc.constantFrom(
    'stake',
    'stake',
    'stake',
    'unstake',
    'claim',
    'claim',
    'claim',
    'deposit',
    'deposit',
    'weight',
    'weight',
  ),
  amount: fc.oneof(fc.bigInt(1n, 5n), fc.bigInt(1n, 10n ** 21n)),
  lockDays: fc.constantFrom(30, 90, 180, 360),
  n: fc.nat(3),
})
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never

/** Plays calls on a fresh pool. @returns the pool, the time after them, wei deposited and paid by the events */
function play(
  calls: readonly Call[],
  rules = poolRules[3],
): { pool: PoolState; now: number; deposited: bigint; rewarded: bigint } {
  const pool = newPool(PERIOD, rules)
  let now = 0
  let [deposited, rewarded] = [0n, 0n]
  for (const each of calls) {
    now += each.wait * DAY
    const outcome = apply(pool, actionOf(pool, each, now))
    for (const event of outcome.kind === 'done' ? outcome.events : []) {
      if (event.name === 'RewardDeposited') deposited += event.amount
      if (event.name === 'RewardClaimed') rewarded += event.reward
    }
  }
  return { pool, now, deposited, rewarded }
}

function actionOf(pool: PoolState, { kind, user, amount, lockDays, n }: Call, time: number): PoolAction {
  const index = time >= PERIOD * (pool.index + 1) ? pool.index + 1 : pool.index
  if (kind === 'stake') return { kind, user, amount, lockSeconds: lockDays * DAY, time }
  if (kind === 'unstake') return { kind, user, stakeIndex: n, time }
  if (kind === 'claim') return { kind, user, period: Math.max(0, index - n), time }
  if (kind === 'deposit') return { kind, period: depositedTo(pool.rules, index, n), amount, time }
  // Some weight that is right, too large or too small.
  const period = Math.max(0, index - n)
  const right = users.reduce((sum, each) => sum + claimWeight(pool, each, period), 0n)
  const wrong = right + amount - 3n
  return { kind, period, weight: lockDays < 360 || wrong < 0n ? right : wrong, time }
}

function depositedTo({ eventsNamePeriod, deposits }: PoolRules, index: number, n: number): number | null {
  if (!eventsNamePeriod) return null
  return deposits === 'any' ? Math.max(0, index + n - 2) : index
}

function anyUnbooked(pool: PoolState): boolean {
  return [...pool.stakes.values()].flat().some((stake) => missingBookings(pool, stake).length > 0)
}

describe('nothing is lost', () => {
  const walks = fc.array(call, { minLength: 10, maxLength: 60 })

  it.each(Object.values(poolRules))(
    '$ruleset: Σ claimed + claimable + stranded + pending = deposited, and the causes sum to stranded (S4)',
    (rules) => {
      fc.assert(
        fc.property(walks, fc.constantFrom(0, 30, 400), (calls, later) => {
          const { pool, now, deposited, rewarded } = play(calls, rules)
          const accounts = [...pool.periods.keys()].map((p) => periodAccount(pool, p, now + later * DAY))
          const sum = (of: (each: (typeof accounts)[number]) => bigint) =>
            accounts.reduce((s, each) => s + of(each), 0n)
          expect(sum((each) => each.claimed)).toBe(rewarded)
          const parts = sum(({ claimable, stranded, pending }) => claimable + stranded + pending)
          expect(rewarded + parts).toBe(deposited)
          for (const { causes, stranded, pending, claimable } of accounts) {
            const each = Object.values(causes)
            expect(each.reduce((s, wei) => s + wei, 0n)).toBe(stranded)
            for (const wei of [...each, pending, claimable]) expect(wei).toBeGreaterThanOrEqual(0n)
          }
        }),
        { numRuns: 300 },
      )
    },
  )

  it('claimable is what the fold then pays in that order, and what is left afterwards stays', () => {
    fc.assert(
      fc.property(walks, (calls) => {
        const { pool, now } = play(calls)
        const time = now + 500 * DAY
        const unbooked = anyUnbooked(pool)
        // Whoever claims moves the index; here anyone may, so that every ended period is within reach.
        for (let i = 0; i < 40; i += 1) apply(pool, { kind: 'stake', user: 'z', amount: 1n, lockSeconds: PERIOD, time })
        for (const period of [...pool.periods.keys()].filter((p) => PERIOD * (p + 1) <= time)) {
          const { claims, stranded, overClaimed, causes } = periodAccount(pool, period, time)
          for (const { user, reward } of claims)
            expect(paid(apply(pool, { kind: 'claim', user, period, time }))).toBe(reward)
          expect(potOf(periodOf(pool, period))).toBe(stranded)
          for (const user of overClaimed)
            expect(apply(pool, { kind: 'claim', user, period, time }).kind, `${user} ${period}`).toBe('refused')
          // A part that was below 1 wei at its turn can be worth one at a second: it was counted as dust.
          const second = users.map((user) => paid(apply(pool, { kind: 'claim', user, period, time })))
          const more = second.reduce<bigint>((sum, each) => (typeof each === 'bigint' ? sum + each : sum), 0n)
          if (!unbooked) expect(more).toBeLessThanOrEqual(causes.dust)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('in any order of claims: floor(ideal) ≤ reward < ideal + earlier claims, and the last one empties the pot', () => {
    const stakes = fc.array(fc.bigInt(1n, 10n ** 24n), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(stakes, fc.bigInt(10n ** 25n, 10n ** 27n), fc.infiniteStream(fc.nat()), (amounts, pot, order) => {
        const scene = new Scene()
        amounts.forEach((amount, i) => {
          scene.stake(0, `u${i}`, amount, [30, 90, 180, 360][i % 4]!)
        })
        scene.deposit(0, 0, pot)
        const weights = amounts.map((_, i) => claimWeight(scene.pool, `u${i}`, 0))
        const total = weights.reduce((sum, each) => sum + each, 0n)
        const turn = amounts.map((_, i) => [order.next().value as number, i] as const).sort(([a], [b]) => a - b)
        turn.forEach(([, i], earlier) => {
          const reward = paid(scene.claim(30, `u${i}`, 0)) as bigint
          expect(reward).toBeGreaterThanOrEqual((pot * weights[i]!) / total)
          expect(reward * total).toBeLessThanOrEqual(pot * weights[i]! + BigInt(earlier) * total)
        })
        expect(periodAccount(scene.pool, 0, PERIOD)).toMatchObject({ claimed: pot, claimable: 0n, stranded: 0n })
      }),
      { numRuns: 200 },
    )
  })

  it('nothing is over-claimable while every stake is booked', () => {
    fc.assert(
      fc.property(walks, (calls) => {
        const { pool, now } = play(calls)
        const over = [...pool.periods.keys()].some((p) => periodAccount(pool, p, now).overClaimed.length > 0)
        expect(over && !anyUnbooked(pool)).toBe(false)
      }),
      { numRuns: 200 },
    )
  })
})
