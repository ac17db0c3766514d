import { signerAddress } from '../../accounts'
import { DEPLOYER, devnet } from '../../deploy'
import type { Calendar } from '../calendar'
import { bill, distributor } from '../calls'
import type { Turn } from '../turn'
import { Minting } from './allocations'
import { Bills } from './bills'
import { Governance } from './governance'
import { Nodes } from './nodes'

/** Everything that happens on `devnet-dgrid`. */
export class DgridScript {
  readonly #minting = new Minting()
  readonly #nodes: Nodes
  readonly #bills: Bills
  readonly #governance: Governance

  constructor(
    seed: string,
    private readonly at: Calendar,
  ) {
    this.#nodes = new Nodes(seed, at)
    this.#bills = new Bills(seed, at, () => this.#nodes.working())
    this.#governance = new Governance(seed)
  }

  setUp(turn: Turn): void {
    this.#minting.setUp(turn)
    turn.send('settler', DEPLOYER, devnet.bill, bill.setSettler(signerAddress('settler'), true))
    const publisher = distributor.setPublisher(signerAddress('publisher'), true)
    turn.send('publisher', DEPLOYER, devnet.dgridDistributor, publisher)
    this.#nodes.setUp(turn)
    this.#bills.setUp(turn)
    this.#governance.setUp(this.at.start)
  }

  step(turn: Turn): void {
    this.#minting.step(turn)
    this.#nodes.step(turn)
    this.#governance.step(turn)
    this.#bills.step(turn)
  }
}
