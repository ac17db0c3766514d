import { type Hash, hash } from '../../economics/units'
import type { Keccak } from '../../keccak'

/**
 * A Merkle tree laid out as OpenZeppelin's `standard-v1`: a complete binary tree in an array, root first, leaves by
 * hash in descending place, pairs hashed in sorted order.
 */
export interface MerkleTree {
  /** 2n − 1 nodes of 32 bytes */
  readonly nodes: readonly Uint8Array[]
  /** place in `nodes` of each leaf, in the order the leaves were given */
  readonly indexes: readonly number[]
}

/** @param leaves hashes of at least one leaf @throws RangeError when there is none */
export function buildTree(keccak: Keccak, leaves: readonly Uint8Array[]): MerkleTree {
  if (leaves.length === 0) throw new RangeError('a tree needs a leaf')
  const order = leaves.map((_, index) => index).sort((a, b) => Buffer.compare(leaves[a]!, leaves[b]!))
  const nodes = new Array<Uint8Array>(2 * leaves.length - 1)
  const indexes = new Array<number>(leaves.length)
  order.forEach((leaf, rank) => {
    const place = nodes.length - 1 - rank
    nodes[place] = leaves[leaf]!
    indexes[leaf] = place
  })
  for (let place = leaves.length - 2; place >= 0; place--)
    nodes[place] = pair(keccak, nodes[2 * place + 1]!, nodes[2 * place + 2]!)
  return { nodes, indexes }
}

export function rootOf(tree: MerkleTree): Hash {
  return toHash(tree.nodes[0]!)
}

/** Places of the nodes that prove the leaf at `place`, from the leaf's sibling up. */
export function proofPlaces(place: number): number[] {
  const places: number[] = []
  for (let at = place; at > 0; at = parent(at)) places.push(at % 2 === 0 ? at - 1 : at + 1)
  return places
}

/** The root that a proof leads to from a leaf. */
export function climb(keccak: Keccak, leaf: Uint8Array, proof: readonly Uint8Array[]): Hash {
  return toHash(proof.reduce((node, sibling) => pair(keccak, node, sibling), leaf))
}

export function toHash(bytes: Uint8Array): Hash {
  return hash(`0x${Buffer.from(bytes).toString('hex')}`)
}

function parent(place: number): number {
  return Math.floor((place - 1) / 2)
}

function pair(keccak: Keccak, a: Uint8Array, b: Uint8Array): Uint8Array {
  return keccak(Buffer.compare(a, b) < 0 ? Buffer.concat([a, b]) : Buffer.concat([b, a]))
}
