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
  return leafHasher(keccak, leaf)(leaf.account, leaf.amount)
}

/** The same of many leaves of one program and period, whose two words are encoded once. @throws as `leafHash` */
export function leafHasher(
  keccak: Keccak,
  { programId, period }: Pick<Leaf, 'programId' | 'period'>,
): (account: Address, amount: BaseUnits) => Uint8Array {
  const encoded = Buffer.alloc(4 * WORD)
  encoded.write(programId.slice(2), 0, 'hex')
  encoded.write(word(period), WORD, 'hex')
  return (account, amount) => {
    encoded.write(account.slice(2), 3 * WORD - 20, 'hex')
    encoded.write(word(amount), 3 * WORD, 'hex')
    return keccak(keccak(encoded))
  }
}

/** The hashes of many leaves, one after the other: what a tree is built of. @throws as `leafHash` */
export function leafHashes(
  keccak: Keccak,
  statement: Pick<Leaf, 'programId' | 'period'>,
  paid: readonly Pick<Leaf, 'account' | 'amount'>[],
): Buffer {
  const hashOf = leafHasher(keccak, statement)
  const hashes = Buffer.allocUnsafe(paid.length * WORD)
  paid.forEach(({ account, amount }, at) => {
    hashes.set(hashOf(account, amount), at * WORD)
  })
  return hashes
}

/** @throws RangeError when it does not fit a uint256 */
function word(value: bigint): string {
  if (value < 0n || value >> 256n !== 0n) throw new RangeError(`not a uint256: ${value}`)
  return value.toString(16).padStart(2 * WORD, '0')
}
