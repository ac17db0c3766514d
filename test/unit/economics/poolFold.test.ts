import { describe, expect, it } from 'vitest'
import { bookedPeriods, missingBookings } from '../../../src/economics/pool/booking'
import { eligiblePeriods } from '../../../src/economics/pool/eligibility'
import { periodOf, potOf, stakesOf, totalWeightOf } from '../../../src/economics/pool/state'
import { DAY, ETH, PERIOD, paid, Scene, weightRun } from './poolScene'

describe('destra-pool/v1: what a call emits', () => {
  it('a stake: the transition, the run of weights, Staked', () => {
    const scene = new Scene()
    expect(scene.stake(31, 'a', 10n, 90)).toEqual({
      kind: 'done',
      events: [
        {
          name: 'RewardPeriodTransition',
          oldPeriodIndex: 0,
          newPeriodIndex: 1,
          newPeriodStartTime: PERIOD,
          newPeriodEndTime: 2 * PERIOD,
        },
        { name: 'TotalWeightUpdated', rewardPeriodIndex: 1, totalWeight: 20n },
        { name: 'TotalWeightUpdated', rewardPeriodIndex: 2, totalWeight: 20n },
        { name: 'TotalWeightUpdated', rewardPeriodIndex: 3, totalWeight: 20n },
        { name: 'Staked', user: 'a', amount: 10n, lockinPeriod: 90 * DAY },
      ],
    })
  })

  it('an unstake takes the weight out of periods that have not ended, and leaves the index alone', () => {
    const scene = new Scene()
    scene.stake(1, 'a', 100n, 90)
    expect(scene.unstake(31, 'a')).toEqual({
      kind: 'done',
      events: [
        { name: 'TotalWeightUpdated', rewardPeriodIndex: 1, totalWeight: 0n },
        { name: 'TotalWeightUpdated', rewardPeriodIndex: 2, totalWeight: 0n },
        { name: 'Unstaked', user: 'a', amount: 100n, penalty: 13n },
      ],
    })
    expect(scene.pool.index).toBe(0)
    expect(totalWeightOf(periodOf(scene.pool, 0))).toBe(200n)
  })

  it('trap 6: a claim lowers pot and denominator, and tells no weight', () => {
    const scene = new Scene()
    for (const user of ['a', 'b', 'c']) scene.stake(0, user, 1n, 30)
    scene.deposit(0, 0, 100n)
    expect(weightRun(scene.claim(30, 'c', 0))).toEqual([])
    expect([paid(scene.claim(30, 'a', 0)), paid(scene.claim(30, 'b', 0))]).toEqual([33n, 34n])
    expect([potOf(periodOf(scene.pool, 0)), totalWeightOf(periodOf(scene.pool, 0))]).toEqual([0n, 0n])
  })

  it('trap 8: an unbooked 50 against 400 takes 0.125 ETH, and the claim of 400 reverts', () => {
    const scene = new Scene()
    expect(weightRun(scene.stake(120, 'a', 50n, 30))).toEqual([])
    expect(weightRun(scene.stake(120, 'x', 400n, 30))).toEqual([[4, 400n]])
    scene.stake(140, 'y', 1n, 30)
    scene.deposit(140, 4, ETH)
    expect(paid(scene.claim(150, 'a', 4))).toBe(ETH / 8n)
    expect(paid(scene.claim(150, 'x', 4))).toBe('Panic')
    expect([potOf(periodOf(scene.pool, 4)), totalWeightOf(periodOf(scene.pool, 4))]).toEqual([(7n * ETH) / 8n, 350n])
  })

  it.each([
    { g: 0, late: 1, lockDays: 30, missing: 0 },
    { g: 2, late: 0, lockDays: 30, missing: 0 },
    { g: 2, late: 1, lockDays: 90, missing: 1 },
    { g: 3, late: 0, lockDays: 30, missing: 1 },
    { g: 4, late: 1, lockDays: 90, missing: 3 },
    { g: 9, late: 0, lockDays: 90, missing: 3 },
    { g: 5, late: 0, lockDays: 360, missing: 3 },
  ])('trap 8: after $g idle periods (late $late) a $lockDays day stake lacks $missing', ({ g, late, ...of }) => {
    const scene = new Scene()
    const period = 1 + g
    const booked = weightRun(scene.stake(period * 30 + (late === 1 ? 20 : 1), 'a', 10n, of.lockDays)).map(([p]) => p)
    const made = stakesOf(scene.pool, 'a')[0]!
    const n = of.lockDays / 30
    expect(of.missing).toBe(Math.min(n, Math.max(0, g - 2 + late)))
    expect(eligiblePeriods(scene.pool, made)).toEqual(Array.from({ length: n }, (_, i) => period + late + i))
    expect(missingBookings(scene.pool, made)).toHaveLength(of.missing)
    expect(bookedPeriods(scene.pool, made)).toEqual(booked)
  })

  it('trap 9: a deposit that lands on an ended period funds it once, never after a claim of it', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 100n, 90)
    scene.stake(0, 'b', 100n, 90)
    scene.unstake(61, 'b')
    expect(scene.deposit(61, 1, ETH).kind).toBe('done')
    expect(scene.deposit(61, 1, ETH)).toEqual({ kind: 'refused', why: 'InvalidPeriod' })
    expect(paid(scene.claim(61, 'a', 1))).toBe(ETH / 2n)
    expect(scene.deposit(61, 1, ETH)).toEqual({ kind: 'refused', why: 'InvalidPeriod' })
  })

  it('trap 13: 30 days staked on day 20 and left free of penalty on day 50 earn 0 of 1 period', () => {
    const scene = new Scene()
    expect(weightRun(scene.stake(20, 'a', 100n, 30))).toEqual([[1, 100n]])
    scene.deposit(30, 1, ETH)
    expect(scene.unstake(50, 'a')).toMatchObject({ events: [{ totalWeight: 0n }, { name: 'Unstaked', penalty: 0n }] })
    expect(paid(scene.claim(60, 'a', 1))).toBe('NothingToClaim')
  })

  it('a new threshold is for stakes made after it', () => {
    const scene = new Scene()
    scene.stake(12, 'a', 1n, 30)
    expect(scene.does({ kind: 'threshold', seconds: 20 * DAY, time: 12 * DAY })).toMatchObject({ kind: 'done' })
    expect(weightRun(scene.stake(12, 'b', 1n, 30))).toEqual([[1, 1n]])
    expect(stakesOf(scene.pool, 'a')[0]!.threshold).toBe(15 * DAY)
  })

  it('refuses by the name of the contract’s error, and changes nothing', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 10n, 30)
    scene.stake(0, 'b', ETH, 30)
    scene.deposit(0, 0, 10n)
    scene.stake(1, 'c', 1n, 30)
    scene.unstake(1, 'c')
    const before = structuredClone(scene.pool)
    const refusals = [
      scene.stake(31, 'a', 1n, 45),
      scene.stake(31, 'a', 0n, 30),
      scene.unstake(31, 'a', 1),
      scene.unstake(31, 'c', 0),
      scene.claim(29, 'a', 0),
      scene.claim(29, 'a', 1),
      scene.claim(31, 'a', 0),
      scene.deposit(31, 1, 0n),
      scene.deposit(31, 0, 1n),
      scene.does({ kind: 'threshold', seconds: 5 * DAY - 1, time: 31 * DAY }),
      scene.does({ kind: 'threshold', seconds: 20 * DAY + 1, time: 31 * DAY }),
    ].map((outcome) => (outcome.kind === 'refused' ? outcome.why : 'done'))
    expect(refusals).toEqual([
      ...['InvalidLock', 'ZeroAmount', 'InvalidStakeIndex', 'AlreadyWithdrawn', 'PeriodNotEnded', 'InvalidPeriod'],
      ...['NothingToClaim', 'ZeroAmount', 'InvalidPeriod', 'ThresholdOutOfRange', 'ThresholdOutOfRange'],
    ])
    expect(scene.pool).toEqual(before)
  })
})
