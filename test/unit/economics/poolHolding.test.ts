import { describe, expect, it } from 'vitest'
import { claimableNow, holdings } from '../../../src/economics/pool/holding'
import { poolWarnings, stakerWarnings } from '../../../src/economics/pool/warning'
import { DAY, ETH, PERIOD, Scene } from './poolScene'

describe('destra-pool/v1: until when to hold', () => {
  it('trap 13: unlocked on day 50, to be held until day 60; leaving on day 50 is free of penalty and earns nothing', () => {
    const scene = new Scene()
    scene.stake(20, 'a', 100n, 30)
    scene.deposit(30, 1, ETH)
    expect(holdings(scene.pool, 'a', 50 * DAY)).toEqual([
      {
        ...{ stakeIndex: 0, unlock: 50 * DAY, holdUntil: 60 * DAY },
        periods: [{ period: 1, end: 60 * DAY, booked: true, state: 'open', reward: null }],
        forfeitsNow: { penalty: 0n, claimable: 0n, periods: [1] },
      },
    ])
    expect(stakerWarnings(scene.pool, 'a', 50 * DAY)).toEqual([
      { kind: 'hold', stakeIndex: 0, unlock: 50 * DAY, until: 60 * DAY },
    ])
    expect(holdings(scene.pool, 'a', 60 * DAY)[0]).toMatchObject({
      ...{ holdUntil: 60 * DAY, forfeitsNow: { penalty: 0n, claimable: ETH, periods: [] } },
    })
    scene.claim(60, 'a', 1)
    expect(holdings(scene.pool, 'a', 60 * DAY)[0]).toMatchObject({ holdUntil: null, forfeitsNow: { claimable: 0n } })
    expect(stakerWarnings(scene.pool, 'a', 60 * DAY)).toEqual([])
  })

  it('trap 10: a 360 day stake sees all of its 12 periods, not the one it was made in', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 100n, 360)
    for (let p = 0; p < 12; p += 1) scene.deposit(30 * p, p, ETH)
    const now = 12 * PERIOD
    expect(claimableNow(scene.pool, 'a', now)).toEqual(
      Array.from({ length: 12 }, (_, period) => ({ period, reward: ETH })),
    )
    expect(holdings(scene.pool, 'a', now)[0]).toMatchObject({
      ...{ holdUntil: now, forfeitsNow: { claimable: 12n * ETH, penalty: 0n } },
    })
  })

  it('leaving early costs the penalty, what is unclaimed, and every open period', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 100n, 90)
    scene.stake(0, 'b', 100n, 90)
    scene.deposit(0, 0, ETH)
    expect(holdings(scene.pool, 'a', 31 * DAY)[0]!.forfeitsNow).toEqual({
      ...{ penalty: 13n, claimable: ETH / 2n, periods: [1, 2] },
    })
  })

  it('splits one claim between the stakes it stands on', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 100n, 30)
    scene.stake(0, 'a', 100n, 180)
    scene.deposit(0, 0, ETH)
    const rewards = holdings(scene.pool, 'a', PERIOD).map(({ periods }) => periods[0]!.reward)
    expect(rewards).toEqual([ETH / 4n, (3n * ETH) / 4n])
    expect(claimableNow(scene.pool, 'a', PERIOD)).toEqual([{ period: 0, reward: ETH }])
    scene.unstake(30, 'a', 0)
    expect(holdings(scene.pool, 'a', PERIOD).map(({ stakeIndex }) => stakeIndex)).toEqual([1])
  })

  it('an ended period without ETH is nothing to wait for', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 100n, 30)
    expect(holdings(scene.pool, 'a', PERIOD)[0]).toMatchObject({ holdUntil: null, periods: [{ state: 'nothing' }] })
    expect(holdings(scene.pool, 'nobody', PERIOD)).toEqual([])
  })

  it('trap 9: an ended period that the index has not reached may still be funded, and is worth holding for', () => {
    const scene = new Scene()
    scene.stake(0, 'a', 100n, 90)
    const states = () => holdings(scene.pool, 'a', 61 * DAY)[0]!.periods.map(({ state }) => state)
    expect(states()).toEqual(['nothing', 'open', 'open'])
    scene.deposit(61, 1, ETH)
    expect(states()).toEqual(['nothing', 'claimable', 'open'])
  })
})

describe('destra-pool/v1: warnings', () => {
  it('trap 8: a warning from end(index) on, critical 30 days later, gone when somebody moves it', () => {
    const scene = new Scene()
    const severities = [PERIOD - 1, PERIOD, 2 * PERIOD - 1, 2 * PERIOD].map(
      (now) => poolWarnings(scene.pool, now).map((warning) => warning.kind === 'index-behind' && warning.severity)[0],
    )
    expect(severities).toEqual([undefined, 'warning', 'warning', 'critical'])
    scene.stake(30, 'a', 1n, 30)
    expect(poolWarnings(scene.pool, PERIOD)).toEqual([])
  })

  it('trap 8: names the unbooked periods of a stake, and whose claim they will break', () => {
    const scene = new Scene()
    scene.stake(120, 'a', 50n, 30)
    scene.stake(120, 'x', 400n, 30)
    expect(stakerWarnings(scene.pool, 'a', 120 * DAY)).toEqual([{ kind: 'unbooked', stakeIndex: 0, periods: [4] }])
    expect(stakerWarnings(scene.pool, 'x', 120 * DAY)).toEqual([])
    scene.stake(140, 'y', 1n, 30)
    scene.deposit(140, 4, ETH)
    expect(poolWarnings(scene.pool, 150 * DAY)).toEqual([
      { kind: 'index-behind', severity: 'warning', index: 4 },
      { kind: 'over-claimed', severity: 'critical', period: 4, users: ['x'] },
    ])
  })
})
