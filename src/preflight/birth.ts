import type { Node } from '../chain/node'
import type { Address, BlockNumber } from '../economics/units'
import { codeAt, NOTHING } from './contract'

/** The first block after which a contract has code. */
export interface Birth {
  readonly block: BlockNumber
  /** false: the node keeps no older state, and the contract may be older */
  readonly exact: boolean
}

/** By bisection: a question for each doubling of the chain's length. @param head has code of it */
export async function birthOf(node: Node, contract: Address, head: BlockNumber): Promise<Birth> {
  let without = -1
  let withCode = head
  let exact = true
  while (withCode - without > 1) {
    const middle = without + Math.ceil((withCode - without) / 2)
    const code = await codeAt(node, contract, middle)
    if (code !== undefined && code !== NOTHING) withCode = middle
    else {
      without = middle
      exact = code !== undefined
    }
  }
  return { block: withCode, exact: exact || withCode === 0 }
}
