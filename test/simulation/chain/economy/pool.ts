import { encodeFunctionData, parseAbi } from 'viem'
import { contracts, DEAD, FOREIGN, users, ZERO } from '../contracts'
import type { Action, Scene } from './scene'
import { DAY, ONE, type Stake } from './state'

const abi = parseAbi(['function unstake(uint256 stakeIndex)'])
const PERIOD = 30 * DAY

interface Tier {
  readonly days: number
  /** of the principal, for leaving early */
  readonly percent: bigint
  readonly multiplier: bigint
}
const tiers: readonly Tier[] = [
  { days: 30, percent: 15n, multiplier: 1n },
  { days: 90, percent: 13n, multiplier: 2n },
  { days: 180, percent: 12n, multiplier: 3n },
  { days: 360, percent: 10n, multiplier: 4n },
]
const tierOf = (stake: Stake) => tiers.find(({ days }) => days * DAY === stake.lock)!
const weightOf = (stake: Stake) => stake.amount * tierOf(stake).multiplier
const endOf = ({ economy }: Scene, period: number) => economy.pool.endZero + PERIOD * period

/** The deployment: its first event says who owns the pool. */
export const deployPool: Action = (scene) => {
  scene.economy.pool.endZero = scene.time + PERIOD
  scene.emit('pool', 'OwnershipTransferred', { previousOwner: ZERO, newOwner: users[0]! })
  return true
}

export const stake: Action = (scene) => {
  const spent = scene.spender()
  if (!spent) return false
  scene.to = contracts.pool
  const { days } = scene.random.pick(tiers)
  const { stakes, pool } = scene.economy
  const { user } = spent
  // Two of one amount now and then: which of them is left is said by the call alone.
  for (let n = scene.random.chance(0.2) ? 2 : 1; n > 0; n--) {
    const amount = spent.amount / 2n
    scene.transfer(user, contracts.pool, amount, 'stake')
    advance(scene)
    const index = stakes.filter(({ owner }) => owner === user).length
    const terms = { threshold: pool.threshold, period: pool.index, start: scene.time, open: true }
    const made = { owner: user, index, amount, lock: days * DAY, ...terms }
    stakes.push(made)
    for (const period of bookable(scene, made)) book(scene, period, weightOf(made))
    scene.emit('pool', 'Staked', { user, amount, lockinPeriod: BigInt(days * DAY) })
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
  for (const period of bookable(scene, chosen))
    if (scene.time < endOf(scene, period)) book(scene, period, -weightOf(chosen))
  const penalty = scene.time < start + lock ? (amount * tierOf(chosen).percent) / 100n : 0n
  if (penalty > 0n) scene.transfer(contracts.pool, DEAD, penalty, 'early-exit')
  scene.transfer(contracts.pool, user, amount - penalty, 'unstake')
  scene.emit('pool', 'Unstaked', { user, amount, penalty })
  chosen.open = false
  return true
}

export const threshold: Action = (scene) => {
  scene.economy.pool.threshold = scene.random.int(5, 20) * DAY
  scene.emit('pool', 'EligibilityThresholdUpdated', { newThreshold: BigInt(scene.economy.pool.threshold) })
  return true
}

export const deposit: Action = (scene) => {
  const { pool } = scene.economy
  const amount = BigInt(scene.random.int(1, 1_000_000)) * (ONE / 1_000_003n)
  advance(scene)
  pool.pots[pool.index] = (pool.pots[pool.index] ?? 0n) + amount
  scene.emit('pool', 'RewardDeposited', { periodIndex: BigInt(pool.index), amount })
  return true
}

/** Somebody who is owed something of an ended period takes it. */
export const claim: Action = (scene) => {
  const { pool, stakes } = scene.economy
  for (let period = 0; scene.time >= endOf(scene, period); period++)
    for (const user of users) {
      const end = endOf(scene, period)
      const held = stakes.filter((each) => each.owner === user && each.open && eligible(each, end))
      const weight = held.reduce((sum, each) => sum + weightOf(each), 0n)
      const [pot, total] = [pool.pots[period] ?? 0n, pool.weights[period] ?? 0n]
      const reward = total > 0n ? (pot * weight) / total : 0n
      const next = scene.time >= endOf(scene, pool.index) ? pool.index + 1 : pool.index
      if (reward === 0n || weight > total || period > next || pool.claimed.includes(`${user}:${period}`)) continue
      advance(scene)
      pool.pots[period] = pot - reward
      pool.weights[period] = total - weight
      pool.claimed.push(`${user}:${period}`)
      scene.emit('pool', 'RewardClaimed', { user, periodIndex: BigInt(period), reward })
      return true
    }
  return false
}

/** Most calls begin by moving the index, by at most one. */
function advance(scene: Scene): void {
  const { pool } = scene.economy
  const start = endOf(scene, pool.index)
  if (scene.time < start) return
  scene.emit('pool', 'RewardPeriodTransition', {
    oldPeriodIndex: BigInt(pool.index),
    newPeriodIndex: BigInt(pool.index + 1),
    newPeriodStartTime: BigInt(start),
    newPeriodEndTime: BigInt(start + PERIOD),
  })
  pool.index += 1
}

/** Eligible periods from the one it was made in to one after its lock. */
function bookable(scene: Scene, made: Stake): number[] {
  const last = made.period + Math.floor(made.lock / PERIOD) + 1
  const periods = Array.from({ length: last - made.period + 1 }, (_, i) => made.period + i)
  return periods.filter((period) => eligible(made, endOf(scene, period)))
}

function eligible({ start, threshold: needed, lock }: Stake, end: number): boolean {
  return start + needed <= end && start + needed + lock > end
}

function book(scene: Scene, period: number, weight: bigint): void {
  const { weights } = scene.economy.pool
  const totalWeight = (weights[period] ?? 0n) + weight
  weights[period] = totalWeight
  scene.emit('pool', 'TotalWeightUpdated', { rewardPeriodIndex: BigInt(period), totalWeight })
}
