import { type Fact, int, text } from './fact'
import type { RowBook } from './rows'

interface Node {
  readonly operator: string
  readonly registered: number
  stake: bigint
  jailedUntil: bigint
  slashed: bigint
  earned: bigint
  bills: number
  units: bigint
}

/** Compute nodes, and what each was from which block on. */
export class NodeOracle {
  private readonly nodes = new Map<string, Node>()
  private readonly versions = new Map<string, readonly unknown[]>()

  constructor(private readonly rows: RowBook) {}

  apply(fact: Fact): void {
    const address = text(fact, 'node')
    if (fact.event === 'NodeRegistered')
      this.nodes.set(address, {
        operator: text(fact, 'operator'),
        registered: fact.block.number,
        stake: int(fact, 'stake'),
        jailedUntil: 0n,
        slashed: 0n,
        earned: 0n,
        bills: 0,
        units: 0n,
      })
    const node = this.nodes.get(address)!
    if (fact.event === 'NodeStakeChanged') node.stake = int(fact, 'stake')
    if (fact.event === 'NodeJailed') node.jailedUntil = int(fact, 'until')
    if (fact.event === 'NodeUnjailed') node.jailedUntil = 0n
    if (fact.event === 'Slashed') {
      node.slashed += int(fact, 'amount')
      const amounts = [int(fact, 'amount'), int(fact, 'stakeBefore')]
      this.rows.add(
        'slash',
        fact.id,
        address,
        text(fact, 'jobId'),
        ...amounts,
        text(fact, 'reason'),
        'true',
        fact.block.number,
      )
      return
    }
    const { number, time } = fact.block
    this.versions.set(`${address}:${number}`, [address, node.stake, node.jailedUntil, number, time])
  }

  /** A settled bill of a node that is registered. */
  worked(address: string, share: bigint, units: bigint): void {
    const node = this.nodes.get(address)
    if (!node) return
    node.earned += share
    node.bills += 1
    node.units += units
  }

  close(): void {
    for (const [address, { operator, stake, jailedUntil, slashed, earned, bills, units, registered }] of this.nodes)
      this.rows.add('node', address, operator, stake, jailedUntil, slashed, earned, bills, units, registered)
    for (const version of this.versions.values()) this.rows.add('node_version', ...version)
  }
}
