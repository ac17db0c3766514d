import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import type { Shares } from './shares'
import type { Sums } from './sums'

/** Solidity types of a leaf, in the order of the distributor's `claim`. */
export const LEAF = ['bytes32', 'uint256', 'address', 'uint256']
/** The same of a leaf over all periods. */
export const SUM_LEAF = ['bytes32', 'address', 'uint256']

/** A leaf: program, period, account, amount; of all periods: program, account, amount. */
type Value = string[]
export type Tree = StandardMerkleTree<Value>

/** OpenZeppelin's own tree over the shares above 0; null where nobody is paid. */
export function treeOf(programId: string, period: string, shares: Shares): Tree | null {
  const paid = [...shares].filter(([, { amount }]) => amount > 0n)
  if (paid.length === 0) return null
  return StandardMerkleTree.of(
    paid.map(([account, { amount }]): Value => [programId, period, account, `${amount}`]),
    LEAF,
  )
}

/** The same over what accounts were ever given. */
export function sumTreeOf(programId: string, sums: Sums): Tree | null {
  if (sums.size === 0) return null
  return StandardMerkleTree.of(
    [...sums].map(([account, amount]): Value => [programId, account, `${amount}`]),
    SUM_LEAF,
  )
}
