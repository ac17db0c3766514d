import { describe, expect, it } from 'vitest'
import type { PoolEvent } from '../../../src/economics/pool/action'
import { resolveUnstake, type Unstake } from '../../../src/economics/pool/resolve'
import { resolveClaim } from '../../../src/economics/pool/resolveClaim'
import { poolRules } from '../../../src/economics/pool/rules'
import { NOT_BORN, stakesOf } from '../../../src/economics/pool/state'
import { DAY, Scene } from './poolScene'

/** What the chain tells of an unstake of 'a' on this day, without saying of which stake. */
const unstaked = (day: number, over: Partial<Unstake> = {}): Unstake => ({
  ...{ owner: 'a', amount: 1_000n, penalty: 150n, time: day * DAY, named: [], nth: 0, of: 1, run: [] },
  ...over,
})
const weight = (rewardPeriodIndex: number, totalWeight: bigint): PoolEvent => ({
  ...{ name: 'TotalWeightUpdated', rewardPeriodIndex, totalWeight },
})

/** The scene's answer by stake index. */
function resolved(scene: Scene, unstake: Unstake): number | readonly number[] | string {
  const resolution = resolveUnstake(scene.pool, unstake)
  if (resolution.kind === 'resolved') return resolution.stake.stakeIndex
  return resolution.kind === 'ambiguous' ? resolution.candidates.map((each) => each.stakeIndex) : resolution.kind
}

describe('which stake an Unstaked withdraws (trap 4, S1)', () => {
  it('1: the one that the transaction calls, whatever else stands in its input', () => {
    const scene = new Scene()
    for (const day of [0, 1]) scene.stake(day, 'a', 1_000n, 30)
    expect(resolved(scene, unstaked(2, { called: 1, named: [1, 0], run: [weight(0, 1_000n)] }))).toBe(1)
  })

  it('1: the one its transaction names', () => {
    const scene = new Scene()
    for (const day of [0, 1]) scene.stake(day, 'a', 1_000n, 30)
    expect(resolved(scene, unstaked(2, { named: [1] }))).toBe(1)
  })

  it('2: the only open one with that amount, even when another is named', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 1_000n, 30)
    scene.stake(0, 'a', 5n, 30)
    expect(resolved(scene, unstaked(2, { named: [1] }))).toBe(0)
    scene.stake(1, 'a', 1_000n, 30)
    scene.unstake(2, 'a', 0)
    expect(resolved(scene, unstaked(3))).toBe(2)
  })

  it('3: the one whose penalty it is', () => {
    const scene = new Scene()
    for (const days of [30, 360]) scene.stake(0, 'a', 1_000n, days)
    const twelve = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((p) => weight(p, p === 0 ? 1_000n : 0n))
    expect(resolved(scene, unstaked(2, { penalty: 100n, run: twelve }))).toBe(1)
  })

  it('3: the one whose run of weights it is: same amount, same penalty, another period', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 1_000n, 30)
    scene.stake(20, 'a', 1_000n, 30)
    expect(resolved(scene, unstaked(21, { run: [weight(0, 0n)] }))).toBe(0)
    expect(resolved(scene, unstaked(21, { run: [weight(1, 0n)] }))).toBe(1)
    expect(resolved(scene, unstaked(21, { run: [weight(1, 7n)] }))).toBe('impossible')
  })

  it('1: of several that are named, the n-th, and in any case one of them', () => {
    const scene = new Scene()
    for (let n = 0; n < 4; n += 1) scene.stake(0, 'a', 1_000n, 30)
    expect(resolved(scene, unstaked(1, { named: [3, 1], nth: 0, of: 2 }))).toBe(3)
    expect(resolved(scene, unstaked(1, { named: [3, 1], nth: 1, of: 2 }))).toBe(1)
    // The first named is none of theirs: a call that failed, or somebody else's.
    expect(resolved(scene, unstaked(1, { named: [9, 2], nth: 0 }))).toBe(2)
    expect(resolved(scene, unstaked(1, { named: [9, 2, 3], nth: 0, run: [weight(0, 3_000n)] }))).toEqual([2, 3])
  })

  it('stakes equal in every respect are not interchangeable: a later unstake names one of them', () => {
    const twins = new Scene()
    for (let n = 0; n < 2; n += 1) twins.stake(0, 'a', 1_000n, 30)
    expect(resolved(twins, unstaked(1, { run: [weight(0, 1_000n)] }))).toEqual([0, 1])
    expect(resolved(twins, unstaked(1, { named: [1], run: [weight(0, 1_000n)] }))).toBe(1)
  })

  it('of calls of which some failed the input does not say which is whose, and of fewer calls than events nothing', () => {
    const scene = new Scene()
    for (let n = 0; n < 4; n += 1) scene.stake(0, 'a', 1_000n, 30)
    const run = [weight(0, 3_000n)]
    expect(resolved(scene, unstaked(1, { named: [0, 1], run }))).toEqual([0, 1])
    expect(resolved(scene, unstaked(1, { named: [1], of: 2, run }))).toEqual([0, 1, 2, 3])
  })

  it('of those that are named the oldest is taken, not the oldest of all', () => {
    const scene = new Scene()
    for (let n = 0; n < 4; n += 1) scene.stake(0, 'a', 1_000n, 30)
    const unstake = unstaked(1, { named: [9, 2, 3], run: [weight(0, 3_000n)] })
    expect(resolveUnstake(scene.pool, unstake)).toMatchObject({ kind: 'ambiguous', stake: { stakeIndex: 2 } })
  })

  it('a stake that looked withdrawn before: one in whose place it was', () => {
    const scene = new Scene()
    for (const day of [0, 5]) scene.stake(day, 'a', 1_000n, 30)
    scene.stake(6, 'a', 1_000n, 360)
    scene.unstake(7, 'a', 0)
    // Stake 0 is unlocked on day 31, and 1 is not: it was 1 that left on day 7.
    expect(resolved(scene, unstaked(31, { penalty: 0n, run: [] }))).toEqual([1])
  })

  it('5: those that the pool itself shows withdrawn in the block, one after another', () => {
    const scene = new Scene()
    for (let n = 0; n < 4; n += 1) scene.stake(0, 'a', 1_000n, 30)
    const withdrawn = [1, 3]
    expect(resolved(scene, unstaked(1, { withdrawn, run: [weight(0, 3_000n)] }))).toBe(1)
    scene.unstake(1, 'a', 1)
    expect(resolved(scene, unstaked(1, { withdrawn, run: [weight(0, 2_000n)] }))).toBe(3)
  })

  it('a pool whose deployment nobody has seen is not asked for its run', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 1_000n, 30)
    scene.stake(20, 'a', 1_000n, 30)
    scene.pool.endZero = NOT_BORN
    expect(resolved(scene, unstaked(21, { run: [weight(1, 0n)] }))).toEqual([0, 1])
  })

  it('of nothing it is impossible', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 1n, 30)
    expect(resolved(scene, unstaked(1))).toBe('impossible')
  })
})

describe('which period a claim of the first generation was of (trap 11)', () => {
  it('one that pays exactly that: of two that pay the same, what the input names', () => {
    const scene = new Scene(poolRules[1])
    scene.stake(0, 'a', 10n, 90)
    scene.deposit(1, null, 100n)
    scene.deposit(31, null, 100n)
    scene.deposit(61, null, 70n)
    for (const period of [0, 1, 2]) scene.does({ kind: 'weight', period, weight: 20n, time: 61 * DAY })
    const periodsOf = (reward: bigint, said = {}) =>
      resolveClaim(scene.pool, { user: 'a', reward, time: 91 * DAY, named: [], nth: 0, of: 1, ...said })
    expect(periodsOf(100n)).toEqual([0, 1])
    expect(periodsOf(100n, { called: 1 })).toEqual([1])
    expect(periodsOf(100n, { named: [1] })).toEqual([1])
    expect(periodsOf(100n, { named: [0, 1], nth: 1, of: 2 })).toEqual([1])
    // One of three failed; a call that does not stand in the input; an index that pays something else.
    expect(periodsOf(100n, { named: [2, 1, 7], nth: 0, of: 2 })).toEqual([1])
    expect(periodsOf(100n, { named: [1], nth: 0, of: 2 })).toEqual([0, 1])
    expect(periodsOf(100n, { named: [2] })).toEqual([0, 1])
    expect(periodsOf(70n, { named: [1] })).toEqual([2])
    scene.claim(91, 'a', 0)
    expect(periodsOf(100n)).toEqual([1])
    // Paid what no period pays: the one before the running one.
    expect(periodsOf(5n)).toEqual([2])
    expect(stakesOf(scene.pool, 'a')).toHaveLength(1)
  })

  it('one that pays it by another choice of what was closed, where none does as the ledger has it', () => {
    const scene = new Scene(poolRules[1])
    scene.stake(0, 'a', 10n, 90)
    scene.deposit(1, null, 100n)
    scene.does({ kind: 'weight', period: 0, weight: 20n, time: 31 * DAY })
    scene.stake(91, 'a', 10n, 90)
    scene.unstake(200, 'a', 0)
    const claim = { user: 'a', reward: 100n, time: 200 * DAY, named: [], nth: 0, of: 1 }
    expect(resolveClaim(scene.pool, claim)).toEqual([0])
  })
})
