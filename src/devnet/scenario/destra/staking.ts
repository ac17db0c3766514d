import type { Address } from '../../../economics/units'
import { actor } from '../../accounts'
import { DEPLOYER, devnet } from '../../deploy'
import { type Calendar, DAY } from '../calendar'
import { dsync, erc20, pool as poolCalls, UNLIMITED } from '../calls'
import { Random } from '../random'
import { Agenda, type Turn } from '../turn'
import { Wallets } from '../wallets'
import { locks, PoolModel, type Stake } from './pool'

export const STAKERS = 340
/** A stake books its weight into up to fourteen periods, each a fresh slot. */
const STAKE_GAS = 1_000_000
const TOKEN = 10n ** 18n

/** Stakers over four tiers: they join, top up, claim, leave early with a penalty or after the lock. */
export class Staking {
  readonly stakers: readonly Address[] = Array.from({ length: STAKERS }, (_, at) => actor('destra', 'staker', at))
  readonly wallets = new Wallets()
  readonly pool: PoolModel
  readonly #random: Random
  readonly #joins = new Agenda<Address>()
  readonly #exits = new Agenda<Stake>()
  readonly #claims = new Agenda<{ owner: Address; period: number }>()
  readonly #active: Address[] = []
  readonly #open = new Set<Stake>()
  #periodsSeen = 0

  constructor(seed: string, { start, until }: Calendar, deployed: number) {
    this.#random = new Random(`${seed}:destra.staking`)
    this.pool = new PoolModel(deployed)
    const last = until - start - 15 * DAY
    for (const staker of this.stakers) {
      const early = this.#random.chance(0.45)
      this.#joins.add(start + DAY + Math.floor(this.#random.unit() * (early ? 20 * DAY : last)), staker)
    }
  }

  /** The first distribution of tokens to those who will stake. */
  fund(turn: Turn): void {
    const amounts = this.stakers.map(() => this.#random.tokens(20_000, 900_000))
    for (const [at, staker] of this.stakers.entries()) this.wallets.add(staker, amounts[at]!)
    for (let at = 0; at < STAKERS; at += 85) {
      const data = dsync.airdrop(this.stakers.slice(at, at + 85), amounts.slice(at, at + 85))
      turn.send('airdrop to stakers', DEPLOYER, devnet.dsync, data, { gas: 6_000_000 })
    }
  }

  step(turn: Turn): void {
    for (const staker of this.#joins.due(turn.to)) this.#join(turn, staker)
    this.#scheduleClaims(turn.to)
    for (const { owner, period } of this.#claims.due(turn.to)) this.#claim(turn, owner, period)
    for (const stake of this.#exits.due(turn.to)) this.#leave(turn, stake)
    for (let n = turn.count(this.#random, 280, 0.12); n > 0; n--) this.#topUp(turn)
    for (let n = turn.count(this.#random, 75, 0.03); n > 0; n--) this.#leaveEarly(turn)
  }

  #join(turn: Turn, staker: Address): void {
    turn.send('approve the pool', staker, devnet.dsync, erc20.approve(devnet.pool, UNLIMITED))
    this.#active.push(staker)
    this.#stake(turn, staker, this.#random.int(30, 90))
  }

  #topUp(turn: Turn): void {
    if (this.#active.length === 0) return
    const staker = this.#random.pick(this.#active)
    if (this.wallets.of(staker) < 1_000n * TOKEN) {
      const gift = this.#random.tokens(5_000, 60_000)
      turn.send('airdrop to a staker', DEPLOYER, devnet.dsync, dsync.airdrop([staker], [gift]))
      this.wallets.add(staker, gift)
    }
    this.#stake(turn, staker, this.#random.int(10, 60))
  }

  #stake(turn: Turn, staker: Address, percent: number): void {
    const amount = (this.wallets.of(staker) * BigInt(percent)) / 100n
    if (amount === 0n) return
    const lock = this.#random.pick([locks[0]!, locks[1]!, locks[1]!, locks[2]!, locks[3]!])
    this.wallets.take(staker, amount)
    const stake = this.pool.stake(staker, amount, lock, turn.to)
    this.#open.add(stake)
    if (this.#random.chance(0.75)) this.#exits.add(stake.start + lock + this.#random.wait(25 * DAY), stake)
    turn.send('stake', staker, devnet.pool, poolCalls.stake(amount, lock), { gas: STAKE_GAS })
  }

  /** Most claim what they can before they go; who does not leaves it stranded. */
  #leave(turn: Turn, stake: Stake): void {
    if (stake.withdrawn) return
    if (this.#random.chance(0.7))
      for (const period of this.pool.endedPeriods(turn.to)) this.#claim(turn, stake.owner, period)
    this.unstake(turn, stake)
  }

  #leaveEarly(turn: Turn): void {
    const stake = this.pickLocked(turn.to)
    if (stake !== undefined) this.unstake(turn, stake)
  }

  /** A random open position that would pay the penalty. */
  pickLocked(time: number): Stake | undefined {
    const locked = [...this.#open].filter((stake) => time > stake.start && time < stake.start + stake.lock)
    return locked.length === 0 ? undefined : this.#random.pick(locked)
  }

  /** @param received of what the pool sends back; less when transfers are taxed */
  unstake(turn: Turn, stake: Stake, received: (sent: bigint) => bigint = (sent) => sent): void {
    const penalty = this.pool.unstake(stake, turn.to)
    this.#open.delete(stake)
    this.wallets.add(stake.owner, received(stake.amount - penalty))
    turn.send('unstake', stake.owner, devnet.pool, poolCalls.unstake(BigInt(stake.index)), { gas: STAKE_GAS })
  }

  #scheduleClaims(time: number): void {
    for (; this.pool.endOf(this.#periodsSeen) <= time; this.#periodsSeen++) {
      const end = this.pool.endOf(this.#periodsSeen)
      for (const owner of this.#active)
        if (this.#random.chance(0.6))
          this.#claims.add(end + this.#random.wait(5 * DAY), { owner, period: this.#periodsSeen })
    }
  }

  #claim(turn: Turn, owner: Address, period: number): void {
    if (this.pool.reward(owner, period, turn.to) === 0n) return
    this.pool.claim(owner, period, turn.to)
    turn.send('claim of the pool', owner, devnet.pool, poolCalls.claimRewards(BigInt(period)))
  }
}
