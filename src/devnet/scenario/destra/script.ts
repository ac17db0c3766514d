import { DEPLOYER, devnet, parties } from '../../deploy'
import type { Calendar } from '../calendar'
import { dsync, erc20, UNLIMITED } from '../calls'
import { letPublish } from '../publishing'
import type { Turn } from '../turn'
import { Peculiarities } from './peculiarities'
import { RevenueFlow } from './revenue'
import { SmartWalletStaker } from './smartWallet'
import { Staking } from './staking'
import { Usage } from './usage'

const TOKEN = 10n ** 18n
/** Above any month the script can make, below the publisher's whole purse. */
const PERIOD_CAP = 1_000n * TOKEN

/** Everything that happens on `devnet-destra`. */
export class DestraScript {
  readonly staking: Staking
  readonly #usage: Usage
  readonly #revenue: RevenueFlow
  readonly #peculiarities: Peculiarities
  readonly #smartWallet: SmartWalletStaker

  /** @param deployed time of the block that deploys the contracts */
  constructor(seed: string, at: Calendar, deployed: number) {
    this.staking = new Staking(seed, at, deployed)
    this.#usage = new Usage(seed, this.staking)
    this.#revenue = new RevenueFlow(seed, at, this.staking.pool)
    this.#peculiarities = new Peculiarities(seed, at, this.staking)
    this.#smartWallet = new SmartWalletStaker(at, this.staking.pool)
  }

  setUp(turn: Turn): void {
    const { treasury, market } = parties.destra
    const amounts = [300_000_000n * TOKEN, 60_000_000n * TOKEN]
    turn.send('treasury and market', DEPLOYER, devnet.dsync, dsync.airdrop([treasury, market], amounts))
    turn.send('approve the vault', market, devnet.dsync, erc20.approve(devnet.vault, UNLIMITED))
    letPublish(turn, devnet.destraDistributor, ['destra.stakers.monthly', 'destra.nodes.monthly'], PERIOD_CAP)
    this.staking.fund(turn)
    this.#usage.fund(turn)
    this.#peculiarities.fund(turn)
  }

  step(turn: Turn): void {
    this.#peculiarities.step(turn)
    this.#smartWallet.step(turn)
    this.staking.step(turn)
    this.#revenue.step(turn)
    this.#usage.step(turn)
  }
}
