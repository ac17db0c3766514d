import { signerAddress } from '../../accounts'
import { DEPLOYER, devnet } from '../../deploy'
import type { Calendar } from '../calendar'
import { distributor, dn } from '../calls'
import type { Turn } from '../turn'
import { Domains } from './domains'
import { Epochs } from './epochs'
import { DnHolders } from './holders'
import { Routes } from './routes'

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
    const publisher = distributor.setPublisher(signerAddress('publisher'), true)
    turn.send('publisher', DEPLOYER, devnet.deepnodeDistributor, publisher)
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
