import type { Address } from '../../../economics/units'
import { DAY } from '../calendar'

const PERIOD = 30 * DAY

export interface Stake {
  readonly owner: Address
  readonly index: number
  readonly amount: bigint
  readonly lock: number
  readonly start: number
  readonly threshold: number
  readonly bookedFrom: number
  withdrawn: boolean
}

/** Lock in seconds → multiplier of the weight and early-exit penalty in percent. */
const tiers = new Map<number, { multiplier: bigint; penalty: bigint }>([
  [30 * DAY, { multiplier: 1n, penalty: 15n }],
  [90 * DAY, { multiplier: 2n, penalty: 13n }],
  [180 * DAY, { multiplier: 3n, penalty: 12n }],
  [360 * DAY, { multiplier: 4n, penalty: 10n }],
])
export const locks = [...tiers.keys()]

/**
 * The staking pool as the planner imagines it, flaws included (domain.md §2), so that what it plans is what the
 * contract will do: a claim is planned only where it pays.
 */
export class PoolModel {
  index = 0
  threshold = 15 * DAY
  readonly #stakes = new Map<Address, Stake[]>()
  readonly #weights = new Map<number, bigint>()
  readonly #eth = new Map<number, bigint>()
  readonly #claimed = new Set<string>()

  /** @param deployed time of the deployment's block */
  constructor(private readonly deployed: number) {}

  endOf(period: number): number {
    return this.deployed + PERIOD * (period + 1)
  }

  stakesOf(owner: Address): readonly Stake[] {
    return this.#stakes.get(owner) ?? []
  }

  stake(owner: Address, amount: bigint, lock: number, time: number): Stake {
    this.#advance(time)
    const own = this.#stakes.get(owner) ?? []
    const stake: Stake = {
      owner,
      index: own.length,
      amount,
      lock,
      start: time,
      threshold: this.threshold,
      bookedFrom: this.index,
      withdrawn: false,
    }
    this.#stakes.set(owner, [...own, stake])
    for (const period of this.#bookable(stake)) this.#addWeight(period, weight(stake))
    return stake
  }

  /** Returns the announced penalty, base units. */
  unstake(stake: Stake, time: number): bigint {
    stake.withdrawn = true
    for (const period of this.#bookable(stake)) if (time < this.endOf(period)) this.#addWeight(period, -weight(stake))
    return time < stake.start + stake.lock ? (stake.amount * tiers.get(stake.lock)!.penalty) / 100n : 0n
  }

  /** Returns the period that is funded. */
  deposit(eth: bigint, time: number): number {
    this.#advance(time)
    this.#eth.set(this.index, (this.#eth.get(this.index) ?? 0n) + eth)
    return this.index
  }

  /** What a claim would pay now, wei; 0 when it would revert. */
  reward(owner: Address, period: number, time: number): bigint {
    const index = time >= this.endOf(this.index) ? this.index + 1 : this.index
    if (period > index || time < this.endOf(period) || this.#claimed.has(`${owner}-${period}`)) return 0n
    const total = this.#weights.get(period) ?? 0n
    const own = this.weightOf(owner, period)
    return total === 0n || own > total ? 0n : ((this.#eth.get(period) ?? 0n) * own) / total
  }

  claim(owner: Address, period: number, time: number): void {
    const reward = this.reward(owner, period, time)
    this.#advance(time)
    this.#eth.set(period, this.#eth.get(period)! - reward)
    this.#addWeight(period, -this.weightOf(owner, period))
    this.#claimed.add(`${owner}-${period}`)
  }

  weightOf(owner: Address, period: number): bigint {
    const held = this.stakesOf(owner).filter((stake) => !stake.withdrawn && this.#eligible(stake, period))
    return held.reduce((sum, stake) => sum + weight(stake), 0n)
  }

  /** Periods that a transaction at `time` finds ended and that may still pay. */
  endedPeriods(time: number): number[] {
    const periods: number[] = []
    for (let period = 0; period <= this.index && this.endOf(period) <= time; period++) periods.push(period)
    return periods
  }

  #advance(time: number): void {
    if (time >= this.endOf(this.index)) this.index++
  }

  #eligible(stake: Stake, period: number): boolean {
    const counted = stake.start + stake.threshold
    const end = this.endOf(period)
    return counted <= end && counted + stake.lock > end
  }

  #bookable(stake: Stake): number[] {
    const periods: number[] = []
    const last = stake.bookedFrom + stake.lock / PERIOD + 1
    for (let period = stake.bookedFrom; period <= last; period++)
      if (this.#eligible(stake, period)) periods.push(period)
    return periods
  }

  #addWeight(period: number, change: bigint): void {
    this.#weights.set(period, (this.#weights.get(period) ?? 0n) + change)
  }
}

function weight(stake: Stake): bigint {
  return stake.amount * tiers.get(stake.lock)!.multiplier
}
