import type { Style } from '../../config/style'
import type { Address, BaseUnits, Hash } from '../../economics/units'
import type { Keccak } from '../../keccak'

/** What the leaves of a tree are of. */
export interface LeavesOf {
  readonly programId: Hash
  /** number of the period, e.g. 202609; null: of every period up to the root's */
  readonly period: bigint | null
}

/** A leaf's statement: this program, in this period or ever, gives this account this amount. */
export interface Leaf extends LeavesOf {
  readonly account: Address
  readonly amount: BaseUnits
}

/** Of a distribution's tree, by the style it is paid in. */
export function leavesOf(of: {
  readonly programId: Hash
  readonly periodNumber: bigint
  readonly style: Style
}): LeavesOf {
  return { programId: of.programId, period: of.style === 'cumulative' ? null : of.periodNumber }
}

/** Solidity types of a leaf, in the order of its ABI encoding. */
export function leafEncoding({ period }: Pick<LeavesOf, 'period'>): readonly string[] {
  return period === null ? ['bytes32', 'address', 'uint256'] : ['bytes32', 'uint256', 'address', 'uint256']
}

const WORD = 32

/**
 * keccak(keccak(abi.encode(programId, period, account, amount))), without the period where a leaf is of all: OpenZeppelin's
 * leaf. Hashed twice, so that no inner node (64 bytes) can pass for a leaf.
 */
export function leafHash(keccak: Keccak, leaf: Leaf): Uint8Array {
  return leafHasher(keccak, leaf)(leaf.account, leaf.amount)
}

/** The same of many leaves of one tree, whose first words are encoded once. @throws as `leafHash` */
export function leafHasher(
  keccak: Keccak,
  { programId, period }: LeavesOf,
): (account: Address, amount: BaseUnits) => Uint8Array {
  const shared = programId.slice(2) + (period === null ? '' : word(period))
  const start = shared.length / 2
  const encoded = Buffer.alloc(start + 2 * WORD)
  encoded.write(shared, 0, 'hex')
  return (account, amount) => {
    encoded.write(account.slice(2), start + WORD - 20, 'hex')
    encoded.write(word(amount), start + WORD, 'hex')
    return keccak(keccak(encoded))
  }
}

/** The hashes of many leaves, one after the other: what a tree is built of. @throws as `leafHash` */
export function leafHashes(keccak: Keccak, of: LeavesOf, paid: readonly Pick<Leaf, 'account' | 'amount'>[]): Buffer {
  const hashOf = leafHasher(keccak, of)
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
