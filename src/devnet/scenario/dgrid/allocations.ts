import type { Address } from '../../../economics/units'
import { actor } from '../../accounts'
import { DEPLOYER, devnet } from '../../deploy'
import { monthsBegun } from '../calendar'
import { erc20 } from '../calls'
import type { Turn } from '../turn'

const MILLION = 1_000_000n * 10n ** 18n

/** The published allocation of the maximum of 10^9 tokens, in millions. Nodes' half is mined month by month. */
const shares = { community: 150n, team: 100n, investors: 100n, airdrops: 75n, liquidity: 75n } as const
const MINED_PER_MONTH = 10n * MILLION
const MINED_IN_ALL = 500n * MILLION

type AllocationLabel = keyof typeof shares | 'nodes'

export const allocations: readonly { readonly label: AllocationLabel; readonly address: Address }[] = [
  { label: 'nodes', address: actor('dgrid', 'allocation', 0) },
  { label: 'community', address: actor('dgrid', 'allocation', 1) },
  { label: 'team', address: actor('dgrid', 'allocation', 2) },
  { label: 'investors', address: actor('dgrid', 'allocation', 3) },
  { label: 'airdrops', address: actor('dgrid', 'allocation', 4) },
  { label: 'liquidity', address: actor('dgrid', 'allocation', 5) },
]

export function allocation(label: AllocationLabel): Address {
  return allocations.find((each) => each.label === label)!.address
}

/** A transfer out of an allocation. */
export function fundedBy(turn: Turn, label: AllocationLabel, to: Address, amount: bigint): void {
  turn.send(`from ${label}`, allocation(label), devnet.dgai, erc20.transfer(to, amount))
}

/** Mints of DGAI: what is allocated at once, and the nodes' part over time. */
export class Minting {
  #mined = 0n

  setUp(turn: Turn): void {
    for (const [label, millions] of Object.entries(shares)) {
      const data = erc20.mint(allocation(label as AllocationLabel), millions * MILLION)
      turn.send(`mint ${label}`, DEPLOYER, devnet.dgai, data)
    }
    this.#mine(turn)
  }

  step(turn: Turn): void {
    for (const _ of monthsBegun(turn.from, turn.to)) this.#mine(turn)
  }

  #mine(turn: Turn): void {
    if (this.#mined >= MINED_IN_ALL) return
    this.#mined += MINED_PER_MONTH
    turn.send('mint nodes', DEPLOYER, devnet.dgai, erc20.mint(allocation('nodes'), MINED_PER_MONTH))
  }
}
