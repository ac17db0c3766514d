import { encodeFunctionData, parseAbi } from 'viem'
import { contracts, DEAD, FOREIGN } from '../contracts'
import type { Action } from './scene'
import { DAY, ONE } from './state'

const abi = parseAbi(['function unstake(uint256 stakeIndex)'])
/** days, penalty in percent of the principal */
const tiers: readonly (readonly [days: number, percent: bigint])[] = [
  [30, 15n],
  [90, 13n],
  [180, 12n],
  [360, 10n],
]

export const stake: Action = (scene) => {
  const spent = scene.spender()
  if (!spent) return false
  scene.to = contracts.pool
  const [days] = scene.random.pick(tiers)
  const { stakes } = scene.economy
  const { user } = spent
  // Two of one amount now and then: which of them is left is said by the call alone.
  for (let n = scene.random.chance(0.2) ? 2 : 1; n > 0; n--) {
    const amount = spent.amount / 2n
    scene.transfer(user, contracts.pool, amount, 'stake')
    scene.emit('pool', 'TotalWeightUpdated', { rewardPeriodIndex: BigInt(scene.economy.period), totalWeight: amount })
    scene.emit('pool', 'Staked', { user, amount, lockinPeriod: BigInt(days * DAY) })
    const index = stakes.filter(({ owner }) => owner === user).length
    stakes.push({ owner: user, index, amount, lock: days * DAY, start: scene.time, open: true })
  }
  return true
}

export const unstake: Action = (scene) => {
  const open = scene.economy.stakes.filter((each) => each.open)
  if (open.length === 0) return false
  const chosen = scene.random.pick(open)
  const { owner: user, amount, index, lock, start } = chosen
  const twins = open.filter((each) => each.owner === user && each.amount === amount)
  // A wallet contract's call names no stake: then only the amount does.
  const direct = twins.length > 1 || scene.random.chance(0.7)
  scene.to = direct ? contracts.pool : FOREIGN
  scene.input = direct ? encodeFunctionData({ abi, args: [BigInt(index)] }) : '0xdeadbeef'
  const percent = tiers.find(([days]) => days * DAY === lock)![1]
  const penalty = scene.time < start + lock ? (amount * percent) / 100n : 0n
  if (penalty > 0n) scene.transfer(contracts.pool, DEAD, penalty, 'early-exit')
  scene.transfer(contracts.pool, user, amount - penalty, 'unstake')
  scene.emit('pool', 'Unstaked', { user, amount, penalty })
  chosen.open = false
  return true
}

export const nextPeriod: Action = (scene) => {
  const { economy } = scene
  const start = BigInt(scene.time)
  scene.emit('pool', 'RewardPeriodTransition', {
    oldPeriodIndex: BigInt(economy.period),
    newPeriodIndex: BigInt(economy.period + 1),
    newPeriodStartTime: start,
    newPeriodEndTime: start + BigInt(30 * DAY),
  })
  economy.period += 1
  return true
}

export const threshold: Action = (scene) => {
  scene.emit('pool', 'EligibilityThresholdUpdated', { newThreshold: BigInt(scene.random.int(5, 20) * DAY) })
  return true
}

export const deposit: Action = (scene) => {
  const amount = BigInt(scene.random.int(1, 1_000_000)) * (ONE / 1_000_003n)
  scene.emit('pool', 'RewardDeposited', { periodIndex: BigInt(scene.economy.period), amount })
  scene.economy.pot += amount
  return true
}

export const claim: Action = (scene) => {
  const { economy, random } = scene
  if (economy.pot === 0n || economy.stakes.length === 0) return false
  const reward = scene.part(economy.pot)
  if (reward === 0n) return false
  economy.pot -= reward
  const user = random.pick(economy.stakes).owner
  scene.emit('pool', 'RewardClaimed', { user, periodIndex: BigInt(economy.period), reward })
  return true
}
