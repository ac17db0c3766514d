import { describe, expect, it } from 'vitest'
import type { PoolAction, PoolEvent } from '../../../src/economics/pool/action'
import { observe } from '../../../src/economics/pool/observe'
import {
  hasClaimed,
  NOT_BORN,
  newPool,
  periodOf,
  potOf,
  stakesOf,
  totalWeightOf,
} from '../../../src/economics/pool/state'
import { DAY, ETH, PERIOD, Scene } from './poolScene'

const stake: PoolAction = { kind: 'stake', user: 'a', amount: 1n, lockSeconds: PERIOD, time: 0 }
const staked: PoolEvent = { name: 'Staked', user: 'a', amount: 1n, lockinPeriod: PERIOD }
const weight = (rewardPeriodIndex: number, totalWeight: bigint): PoolEvent => ({
  ...{ name: 'TotalWeightUpdated', rewardPeriodIndex, totalWeight },
})
const claim = (user: string): PoolAction => ({ kind: 'claim', user, period: 0, time: PERIOD })
const claimed = (user: string, reward: bigint): PoolEvent => ({ name: 'RewardClaimed', user, periodIndex: 0, reward })
const transition: PoolEvent = {
  ...{ name: 'RewardPeriodTransition', oldPeriodIndex: 0, newPeriodIndex: 1 },
  ...{ newPeriodStartTime: PERIOD, newPeriodEndTime: 2 * PERIOD },
}

/** 1 ETH for period 0, shared by two. */
function shared(): Scene {
  const scene = new Scene()
  for (const user of ['a', 'b']) scene.stake(0, user, 1n, 30)
  scene.deposit(1, 0, ETH)
  return scene
}

describe('what a chain did, held against what was predicted (S3)', () => {
  it('agrees with claims in any order', () => {
    const { pool } = shared()
    expect(observe(pool, claim('b'), [transition, claimed('b', ETH / 2n)])).toBeNull()
    expect(observe(pool, claim('a'), [claimed('a', ETH / 2n)])).toBeNull()
  })

  it('tells what differs by a wei, and goes on from what was paid', () => {
    const { pool } = shared()
    const told = [transition, claimed('a', ETH / 2n - 1n)]
    expect(observe(pool, claim('a'), told)).toEqual({ told, predicted: [transition, claimed('a', ETH / 2n)] })
    expect(potOf(periodOf(pool, 0))).toBe(ETH / 2n + 1n)
    expect(observe(pool, claim('b'), [claimed('b', ETH / 2n + 1n)])).toBeNull()
  })

  it('tells what should have reverted, and takes it as done', () => {
    const { pool } = shared()
    const told = [transition, claimed('nobody', 5n)]
    expect(observe(pool, claim('nobody'), told)).toEqual({ told, predicted: 'NothingToClaim' })
    expect([hasClaimed(pool, 'nobody', 0), potOf(periodOf(pool, 0))]).toEqual([true, ETH - 5n])
  })

  it('tells a weight, a missing event and one too many, and follows each', () => {
    const pool = newPool(PERIOD)
    expect(observe(pool, stake, [weight(0, 7n), staked])?.predicted).toEqual([weight(0, 1n), staked])
    expect(totalWeightOf(periodOf(pool, 0))).toBe(7n)
    expect(observe(pool, stake, [staked])).not.toBeNull()
    expect(observe(pool, { ...stake, time: PERIOD }, [weight(1, 1n), staked])).not.toBeNull()
    // Only what was told is booked; no transition was: the index stays, and the stake is one of period 0.
    expect([0, 1].map((p) => totalWeightOf(periodOf(pool, p)))).toEqual([7n, 1n])
    expect([pool.index, stakesOf(pool, 'a').at(-1)!.periodIndex]).toEqual([0, 0])
  })

  it('does not judge a pool whose deployment nobody has seen, and follows it', () => {
    const pool = newPool(NOT_BORN)
    expect(observe(pool, { ...stake, time: 40 * DAY }, [transition, weight(1, 1n), staked])).toBeNull()
    expect([pool.index, totalWeightOf(periodOf(pool, 1)), stakesOf(pool, 'a')[0]!.periodIndex]).toEqual([1, 1n, 1])
  })
})
