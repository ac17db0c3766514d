import { actor, signerAddress } from '../../accounts'
import { DEPLOYER, devnet, parties } from '../../deploy'
import { type Calendar, DAY, monthsBegun } from '../calendar'
import { pool as poolCalls, vault } from '../calls'
import { id32 } from '../ids'
import { Random } from '../random'
import { Agenda, type Turn } from '../turn'
import type { PoolModel } from './pool'

export const customers = Array.from({ length: 8 }, (_, at) => actor('destra', 'customer', at))
const sources = ['gpu-hosting', 'inference-api', 'decentralised-storage', 'ai-agents'].map((name) => id32(name))
const ETHER = 10n ** 18n
const GWEI = 10n ** 9n

/** ETH: revenue in several receipts a month, its parts paid on after the month, a deposit for every pool period. */
export class RevenueFlow {
  readonly #random: Random
  readonly #receipts = new Agenda<bigint>()
  readonly #deposits = new Agenda<bigint>()
  readonly #buybacks = new Agenda<bigint>()
  #thisMonth = 0n
  #periodsPlanned = 0
  /** base units of the token for one ETH */
  #price = 90_000n

  constructor(
    seed: string,
    { start }: Calendar,
    private readonly pool: PoolModel,
  ) {
    this.#random = new Random(`${seed}:destra.revenue`)
    this.#planMonth(start)
  }

  step(turn: Turn): void {
    for (const month of monthsBegun(turn.from, turn.to)) {
      this.#payOn(turn)
      this.#planMonth(month)
    }
    for (const eth of this.#receipts.due(turn.to)) this.#receive(turn, eth)
    if (turn.live && this.#random.chance(0.06)) this.#receive(turn, this.#wei(200_000, 3_000_000))
    for (const eth of this.#buybacks.due(turn.to)) this.#buyBack(turn, eth)
    this.#fundPool(turn)
  }

  /** 20 to 60 ETH a month, growing, in 6 to 12 receipts. */
  #planMonth(start: number): void {
    const receipts = this.#random.int(6, 12)
    const total = this.#random.int(20_000, 60_000)
    for (let n = 0; n < receipts; n++) {
      const milliEther = Math.max(1, Math.floor((total / receipts) * (0.6 + 0.8 * this.#random.unit())))
      // An odd number of wei, so that splits have something to round.
      const eth = (BigInt(milliEther) * ETHER) / 1_000n + BigInt(this.#random.int(1, 999_999_999))
      this.#receipts.add(start + this.#random.unit() * 28 * DAY + DAY / 4, eth)
    }
  }

  #wei(lowGwei: number, highGwei: number): bigint {
    return BigInt(this.#random.int(lowGwei, highGwei)) * GWEI + BigInt(this.#random.int(1, 999))
  }

  #receive(turn: Turn, eth: bigint): void {
    this.#thisMonth += eth
    const [payer, source] = [this.#random.pick(customers), this.#random.pick(sources)]
    turn.send('revenue', payer, devnet.vault, vault.payRevenue(source), { value: eth })
  }

  /** The parts of the month that ended: stakers' to the publisher, nodes' to the treasury, the rest buys tokens. */
  #payOn(turn: Turn): void {
    const total = this.#thisMonth
    this.#thisMonth = 0n
    const parts = [
      { to: signerAddress('publisher'), bps: 6_000n },
      { to: parties.destra.treasury, bps: 2_500n },
    ]
    for (const { to, bps } of parts)
      turn.send('withdraw from the vault', DEPLOYER, devnet.vault, vault.withdraw(to, (total * bps) / 10_000n))
    const half = (total * 1_500n) / 20_000n
    for (const days of [1, 12]) this.#buybacks.add(turn.to + days * DAY, half)
  }

  #buyBack(turn: Turn, eth: bigint): void {
    this.#price = (this.#price * BigInt(this.#random.int(90, 108))) / 100n
    const tokens = eth * this.#price
    turn.send('buyback', DEPLOYER, devnet.vault, vault.buyback(parties.destra.market, eth, tokens))
  }

  #fundPool(turn: Turn): void {
    for (; this.pool.endOf(this.#periodsPlanned) - 30 * DAY <= turn.to; this.#periodsPlanned++) {
      const end = this.pool.endOf(this.#periodsPlanned)
      this.#deposits.add(end - this.#random.int(10, 20) * DAY, this.#random.tokens(8, 20))
      if (this.#random.chance(0.4)) this.#deposits.add(end - this.#random.int(2, 9) * DAY, this.#random.tokens(1, 5))
    }
    for (const eth of this.#deposits.due(turn.to)) this.#deposit(turn, eth)
    // The stored index moves by one a call: after a long stop it takes several to catch up with the clock.
    while (this.pool.endOf(this.pool.index) <= turn.to) this.#deposit(turn, ETHER / 100n)
  }

  #deposit(turn: Turn, eth: bigint): void {
    const period = this.pool.deposit(eth, turn.to)
    turn.send('deposit to the pool', DEPLOYER, devnet.pool, poolCalls.depositRewards(BigInt(period)), { value: eth })
  }
}
