import { signerAddress } from '../../accounts'
import { DEPLOYER, devnet, parties } from '../../deploy'
import type { Calendar } from '../calendar'
import { bill } from '../calls'
import { letDraw, letPublish } from '../publishing'
import type { Turn } from '../turn'
import { Minting } from './allocations'
import { Bills } from './bills'
import { Governance } from './governance'
import { Nodes } from './nodes'

/** Above what a week's bills, or a month's and a tenth of the treasury, come to. */
const PERIOD_CAP = 5_000_000n * 10n ** 18n

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
    const programs = ['dgrid.nodes.weekly', 'dgrid.adaptors.weekly', 'dgrid.governance']
    letPublish(turn, devnet.dgridDistributor, programs, PERIOD_CAP)
    const { rewardsPool, governancePool, treasury } = parties.dgrid
    for (const payer of [rewardsPool, governancePool, treasury]) letDraw(turn, payer, devnet.dgai)
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
