import { DAY, PERIOD } from './poolFixture'

interface Position {
  amount: bigint
  multiplier: bigint
  penaltyPercent: bigint
  start: number
  lock: number
  threshold: number
  index: number
  withdrawn: boolean
}

const TIERS: Record<number, [bigint, bigint]> = { 30: [1n, 15n], 90: [2n, 13n], 180: [3n, 12n], 360: [4n, 10n] }

/**
 * The pool as the domain page describes it, written from the page and not from the contract: a second
 * opinion for random walks. Times are seconds since deployment. A method throws where the pool reverts.
 */
export class PoolModel {
  index = 0
  threshold = 15 * DAY
  staked = 0n
  readonly weights = new Map<number, bigint>()
  readonly pots = new Map<number, bigint>()
  private readonly positions = new Map<string, Position[]>()
  private readonly claimed = new Set<string>()

  of(user: string): Position[] {
    return this.positions.get(user) ?? []
  }

  stake(now: number, user: string, amount: bigint, lockDays: number): void {
    this.advance(now)
    const [multiplier, penaltyPercent] = TIERS[lockDays]!
    const lock = lockDays * DAY
    const { threshold, index } = this
    const made = { amount, multiplier, penaltyPercent, start: now, lock, threshold, index, withdrawn: false }
    this.positions.set(user, [...this.of(user), made])
    this.staked += amount
    for (const p of this.booked(made)) this.addWeight(p, amount * multiplier)
  }

  /** @returns the announced penalty */
  unstake(now: number, user: string, stakeIndex: number): bigint {
    const position = this.of(user)[stakeIndex]
    if (!position || position.withdrawn) throw new Error('no such open position')
    position.withdrawn = true
    this.staked -= position.amount
    for (const p of this.booked(position)) {
      if (now < end(p)) this.addWeight(p, -position.amount * position.multiplier)
    }
    return now < position.start + position.lock ? (position.amount * position.penaltyPercent) / 100n : 0n
  }

  deposit(now: number, period: number, wei: bigint): void {
    const next = this.advanced(now)
    if (period !== next) throw new Error('not the current period')
    this.advance(now)
    this.pots.set(period, (this.pots.get(period) ?? 0n) + wei)
  }

  /** @returns the reward */
  claim(now: number, user: string, period: number): bigint {
    const key = `${user} ${period}`
    if (period > this.advanced(now) || now < end(period) || this.claimed.has(key)) throw new Error('not claimable')
    const held = this.of(user).filter((position) => !position.withdrawn && eligible(position, period))
    const weight = held.reduce((sum, position) => sum + position.amount * position.multiplier, 0n)
    const total = this.weights.get(period) ?? 0n
    const pot = this.pots.get(period) ?? 0n
    const reward = total === 0n ? 0n : (pot * weight) / total
    if (reward === 0n || reward > pot || weight > total) throw new Error('nothing, or more than there is')
    this.advance(now)
    this.claimed.add(key)
    this.pots.set(period, pot - reward)
    this.weights.set(period, total - weight)
    return reward
  }

  private advanced(now: number): number {
    return now >= end(this.index) ? this.index + 1 : this.index
  }

  private advance(now: number): void {
    this.index = this.advanced(now)
  }

  private booked(position: Position): number[] {
    const n = position.lock / PERIOD
    return Array.from({ length: n + 2 }, (_, i) => position.index + i).filter((p) => eligible(position, p))
  }

  private addWeight(period: number, weight: bigint): void {
    this.weights.set(period, (this.weights.get(period) ?? 0n) + weight)
  }
}

function end(period: number): number {
  return PERIOD * (period + 1)
}

function eligible({ start, lock, threshold }: Position, period: number): boolean {
  return start + threshold <= end(period) && start + lock + threshold > end(period)
}
