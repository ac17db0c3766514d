import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Address, account, Reverted, TestChain } from '../support/anvil'
import { DAY, OWNER, PERIOD, PoolFixture } from './poolFixture'
import { PoolModel } from './poolModel'

const USERS = [account(10), account(11), account(12)]
/** Days between two steps; the long ones leave the stored index behind the clock (trap 8). */
const PAUSES = [0, 0, 0, 1, 1, 4, 9, 16, 29, 70]

type Step =
  | { kind: 'stake'; user: number; amount: bigint; lockDays: number }
  | { kind: 'unstake'; user: number; position: number }
  | { kind: 'claim'; user: number; back: number }
  | { kind: 'deposit'; wei: bigint; ahead: number }
  | { kind: 'threshold'; days: number }

const user = fc.integer({ min: 0, max: USERS.length - 1 })
const stake: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('stake' as const),
  user,
  amount: fc.bigInt({ min: 10n ** 15n, max: 10n ** 21n }),
  lockDays: fc.constantFrom(30, 90, 180, 360),
})
const unstake: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('unstake' as const),
  user,
  position: fc.integer({ min: 0, max: 3 }),
})
const claim: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('claim' as const),
  user,
  back: fc.constantFrom(0, 1, 1, 1, 2, 2, 3),
})
const deposit: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('deposit' as const),
  wei: fc.bigInt({ min: 10n ** 15n, max: 10n ** 19n }),
  ahead: fc.constantFrom(0, 0, 0, 1),
})
const threshold: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('threshold' as const),
  days: fc.integer({ min: 5, max: 20 }),
})
const step = fc.oneof(
  { weight: 4, arbitrary: stake },
  { weight: 1, arbitrary: unstake },
  { weight: 6, arbitrary: claim },
  { weight: 3, arbitrary: deposit },
  { weight: 1, arbitrary: threshold },
)
const walk = fc.array(fc.tuple(fc.constantFrom(...PAUSES), step), { minLength: 30, maxLength: 50 })

describe('DestraPool: random walks', () => {
  let chain: TestChain
  beforeAll(async () => {
    chain = await TestChain.start()
  })
  afterAll(() => chain.stop())

  it('does what the domain page says, step by step, reverts included', async () => {
    let paid = 0
    await fc.assert(
      fc.asyncProperty(walk, async (steps) => {
        const f = await PoolFixture.deploy(chain)
        for (const each of USERS) await f.fund(each, 10n ** 24n)
        const model = new PoolModel()
        for (const [days, next] of steps) {
          await f.at(chain.now - f.born + days * DAY + 1)
          const now = chain.now + 1 - f.born
          // Before either side acts: acting moves the index that the period is counted from.
          const period = periodOf(next, model, now)
          const expected = attempt(() => applyToModel(model, now, next, period))
          const actual = await send(f, next, period)
          expect(actual, JSON.stringify(next, bigintText)).toEqual(expected)
          if (next.kind === 'claim' && actual !== 'reverted') paid += 1
        }
        await expectSameState(f, model)
      }),
      { numRuns: 8, seed: 20260901, endOnFailure: true },
    )
    // A walk in which nobody is ever paid would prove little.
    expect(paid).toBeGreaterThan(10)
  })
})

/** Which period a step means: mostly a funded one for a claim, the current or the next for a deposit. */
function periodOf(next: Step, model: PoolModel, now: number): number {
  if (next.kind === 'deposit') return model.index + next.ahead
  if (next.kind !== 'claim') return 0
  const funded = [...model.pots.keys()].reverse()
  return funded[next.back % Math.max(1, funded.length)] ?? Math.floor(now / PERIOD)
}

function applyToModel(model: PoolModel, now: number, next: Step, period: number): unknown {
  const who = 'user' in next ? USERS[next.user]! : OWNER
  switch (next.kind) {
    case 'stake':
      return model.stake(now, who, next.amount, next.lockDays)
    case 'unstake':
      return { penalty: model.unstake(now, who, next.position) }
    case 'claim':
      return { reward: model.claim(now, who, period) }
    case 'deposit':
      return model.deposit(now, period, next.wei)
    case 'threshold':
      model.threshold = next.days * DAY
  }
}

async function send(f: PoolFixture, next: Step, period: number): Promise<unknown> {
  const who: Address = 'user' in next ? USERS[next.user]! : OWNER
  try {
    switch (next.kind) {
      case 'stake':
        return void (await f.stake(who, next.amount, next.lockDays))
      case 'unstake':
        return { penalty: f.pool.event(await f.unstake(who, next.position), 'Unstaked').penalty }
      case 'claim':
        return { reward: f.reward(await f.claim(who, period)) }
      case 'deposit':
        return void (await f.deposit(period, next.wei))
      case 'threshold':
        return void (await f.pool.write(OWNER, 'setEligibilityThreshold', [BigInt(next.days * DAY)]))
    }
  } catch (error) {
    if (error instanceof Reverted) return 'reverted'
    throw error
  }
}

function attempt(run: () => unknown): unknown {
  try {
    return run()
  } catch {
    return 'reverted'
  }
}

async function expectSameState(f: PoolFixture, model: PoolModel): Promise<void> {
  expect(await f.index()).toBe(model.index)
  expect(await f.pool.read('totalStaked')).toBe(model.staked)
  expect(await f.token.read('balanceOf', [f.pool.address])).toBe(model.staked)
  for (const [period, weight] of model.weights) expect(await f.weight(period)).toBe(weight)
  for (const [period, wei] of model.pots) expect(await f.pot(period)).toBe(wei)
}

function bigintText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
