import { describe, expect, it } from 'vitest'
import { type Observed, replay } from '../../../src/economics/pool/replay'
import { DAY, ETH, PERIOD } from './pool-scene'

const staked = (user: string): Observed => ({
  action: { kind: 'stake', user, amount: 1n, lockSeconds: PERIOD, time: 0 },
  told: { name: 'Staked', user, amount: 1n, lockinPeriod: PERIOD },
})
const deposited: Observed = {
  action: { kind: 'deposit', period: 0, amount: ETH, time: DAY },
  told: { name: 'RewardDeposited', periodIndex: 0, amount: ETH },
}
const claimed = (user: string, reward: bigint): Observed => ({
  action: { kind: 'claim', user, period: 0, time: PERIOD },
  told: { name: 'RewardClaimed', user, periodIndex: 0, reward },
})

describe('destra-pool/v1: what a chain did, held against what was predicted', () => {
  it('agrees with claims in any order', () => {
    const told = [staked('a'), staked('b'), deposited, claimed('b', ETH / 2n), claimed('a', ETH / 2n)]
    expect(replay(PERIOD, told).differences).toEqual([])
  })

  it('tells what differs by a wei, and what should have reverted', () => {
    const [wrong, impossible] = [claimed('a', ETH - 1n), claimed('nobody', 1n)]
    expect(replay(PERIOD, [staked('a'), deposited, wrong, impossible]).differences).toEqual([
      { ...wrong, predicted: { ...wrong.told, reward: ETH } },
      { ...impossible, predicted: 'NothingToClaim' },
    ])
  })
})
