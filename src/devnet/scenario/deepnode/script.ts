import { DEPLOYER, devnet, parties } from '../../deploy'
import type { Calendar } from '../calendar'
import { dn } from '../calls'
import { letDraw, letPublish } from '../publishing'
import type { Turn } from '../turn'
import { Domains } from './domains'
import { Epochs } from './epochs'
import { DnHolders } from './holders'
import { Routes } from './routes'

/** Ten times what the domains are emitted in the first week; later weeks bring less. */
const PERIOD_CAP = 1_000_000n * 10n ** 18n

/** Everything that happens on `devnet-deepnode`. */
export class DeepnodeScript {
  readonly #domains: Domains
  readonly #epochs: Epochs
  readonly #holders: DnHolders
  readonly #routes: Routes

  constructor(seed: string, at: Calendar) {
    this.#domains = new Domains(at)
    this.#epochs = new Epochs(seed, at)
    this.#holders = new DnHolders(seed, at)
    this.#routes = new Routes(seed)
  }

  setUp(turn: Turn): void {
    turn.send('minter', DEPLOYER, devnet.dn, dn.setMinter(devnet.emissions, true))
    letPublish(turn, devnet.deepnodeDistributor, ['deepnode.emission'], PERIOD_CAP)
    letDraw(turn, parties.deepnode.rewardsPool, devnet.dn)
    this.#holders.setUp(turn)
    this.#domains.setUp(turn)
    this.#routes.setUp(turn)
  }

  step(turn: Turn): void {
    this.#domains.step(turn)
    this.#holders.step(turn)
    this.#routes.step(turn)
    this.#epochs.step(turn)
  }
}
