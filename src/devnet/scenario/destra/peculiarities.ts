import { ZERO_ADDRESS } from '../../../economics/units'
import { actor } from '../../accounts'
import { DEPLOYER, devnet, parties } from '../../deploy'
import { type Calendar, DAY } from '../calendar'
import { dsync, erc20, pool as poolCalls } from '../calls'
import { Random } from '../random'
import type { Turn } from '../turn'
import type { Staking } from './staking'

const pair = actor('destra', 'pair', 0)
const traders = Array.from({ length: 12 }, (_, at) => actor('destra', 'trader', at))
const PAIR_FUNDS = 20_000_000n * 10n ** 18n
/** Of 10,000; sale and purchase differ, as on mainnet. */
const [BUY_FEE, SELL_FEE] = [300n, 500n]

/** Days after the start. The silent fee is on from the first to the second day; then the contract pays out its take. */
const TRADING = [140, 165] as const
const [FEES_PAID_OUT, WALLET_TAX, ZERO_AIRDROP] = [172, 201, 90]
const THRESHOLDS = [
  { day: 120, days: 10 },
  { day: 240, days: 15 },
]

/** Acts of the token's owner that a ledger of Transfers does not see (domain.md §2, traps 1 to 3 and 5). */
export class Peculiarities {
  readonly #random: Random
  readonly #bought = new Map<string, bigint>()
  #taxed = 0n
  #trading = false

  constructor(
    seed: string,
    private readonly at: Calendar,
    private readonly staking: Staking,
  ) {
    this.#random = new Random(`${seed}:destra.peculiarities`)
  }

  fund(turn: Turn): void {
    turn.send('liquidity of the pair', DEPLOYER, devnet.dsync, dsync.airdrop([pair], [PAIR_FUNDS]))
  }

  step(turn: Turn): void {
    this.#silentFees(turn)
    if (turn.reaches(this.#day(WALLET_TAX))) this.#walletTax(turn)
    if (turn.reaches(this.#day(ZERO_AIRDROP))) {
      const data = dsync.airdrop([ZERO_ADDRESS], [1_234n * 10n ** 18n])
      turn.send('airdrop to the zero address', DEPLOYER, devnet.dsync, data)
    }
    for (const { day, days } of THRESHOLDS)
      if (turn.reaches(this.#day(day))) {
        this.staking.pool.threshold = days * DAY
        const data = poolCalls.setEligibilityThreshold(BigInt(days * DAY))
        turn.send('eligibility threshold', DEPLOYER, devnet.pool, data)
      }
  }

  #day(day: number): number {
    return this.at.start + day * DAY
  }

  #silentFees(turn: Turn): void {
    if (turn.reaches(this.#day(TRADING[0]))) {
      this.#trading = true
      turn.send('pair on', DEPLOYER, devnet.dsync, dsync.setPair(pair, true))
      turn.send('fees on', DEPLOYER, devnet.dsync, dsync.setFees(BUY_FEE, SELL_FEE, 10_000n))
    }
    if (turn.reaches(this.#day(TRADING[1]))) {
      this.#trading = false
      turn.send('fees off', DEPLOYER, devnet.dsync, dsync.setFees(0n, 0n, 10_000n))
      turn.send('pair off', DEPLOYER, devnet.dsync, dsync.setPair(pair, false))
    }
    if (this.#trading) for (let n = turn.count(this.#random, 1_600, 0); n > 0; n--) this.#trade(turn)
    if (turn.reaches(this.#day(FEES_PAID_OUT))) {
      const data = dsync.distributeFees(parties.destra.treasury, (this.#taxed * 6n) / 10n)
      turn.send('fees paid out', DEPLOYER, devnet.dsync, data)
    }
  }

  #trade(turn: Turn): void {
    const trader = this.#random.pick(traders)
    const held = this.#bought.get(trader) ?? 0n
    const sells = held > 0n && this.#random.chance(0.45)
    const amount = sells ? held / BigInt(this.#random.int(1, 4)) : this.#random.tokens(500, 40_000)
    const fee = (amount * (sells ? SELL_FEE : BUY_FEE)) / 10_000n
    this.#taxed += fee
    this.#bought.set(trader, sells ? held - amount : held + amount - fee)
    const [from, to] = sells ? [trader, pair] : [pair, trader]
    turn.send(sells ? 'sale' : 'purchase', from, devnet.dsync, erc20.transfer(to, amount))
  }

  /** On for one block, around one early exit: the penalty announced is not the penalty that arrives. */
  #walletTax(turn: Turn): void {
    const stake = this.staking.pickLocked(turn.to)
    if (stake === undefined) return
    const rate = 500n
    turn.send('fees on', DEPLOYER, devnet.dsync, dsync.setFees(rate, rate, 10_000n))
    turn.send('wallet tax on', DEPLOYER, devnet.dsync, dsync.setWalletTax(true))
    this.staking.unstake(turn, stake, (sent) => sent - (sent * rate) / 10_000n)
    turn.send('wallet tax off', DEPLOYER, devnet.dsync, dsync.setWalletTax(false))
    turn.send('fees off', DEPLOYER, devnet.dsync, dsync.setFees(0n, 0n, 10_000n))
  }
}
