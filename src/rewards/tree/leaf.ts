import type { Address, BaseUnits, Hash } from '../../economics/units'
import type { Keccak } from '../../keccak'

/** A leaf's statement: this program, in this period, pays this account this amount. */
export interface Leaf {
  readonly programId: Hash
  /** number of the period, e.g. 202609 */
  readonly period: bigint
  readonly account: Address
  readonly amount: BaseUnits
}

/** Solidity types of a leaf, in the order of its ABI encoding. */
export const LEAF_ENCODING = ['bytes32', 'uint256', 'address', 'uint256'] as const

const WORD = 32

/**
 * keccak(keccak(abi.encode(programId, period, account, amount))): OpenZeppelin's leaf. Hashed twice, so that no inner
 * node (64 bytes) can pass for a leaf.
 */
export function leafHash(keccak: Keccak, leaf: Leaf): Uint8Array {
  const encoded = Buffer.alloc(4 * WORD)
  encoded.write(leaf.programId.slice(2), 0, 'hex')
  encoded.write(word(leaf.period), WORD, 'hex')
  encoded.write(leaf.account.slice(2), 3 * WORD - 20, 'hex')
  encoded.write(word(leaf.amount), 3 * WORD, 'hex')
  return keccak(keccak(encoded))
}

/** @throws RangeError when it does not fit a uint256 */
function word(value: bigint): string {
  if (value < 0n || value >> 256n !== 0n) throw new RangeError(`not a uint256: ${value}`)
  return value.toString(16).padStart(2 * WORD, '0')
}
