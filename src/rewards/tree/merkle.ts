import { type Hash, hash } from '../../economics/units'
import type { Keccak } from '../../keccak'

/** Bytes of a node. */
export const NODE = 32

/**
 * A Merkle tree laid out as OpenZeppelin's `standard-v1`: a complete binary tree in an array, root first, leaves by
 * hash in descending place, pairs hashed in sorted order.
 */
export interface MerkleTree {
  /** 2n − 1 nodes of 32 bytes, one after the other: as objects, 600,000 of them take ten times as much */
  readonly nodes: Buffer
  /** place in `nodes` of each leaf, in the order the leaves were given */
  readonly indexes: Uint32Array
}

/** @param leaves hashes of at least one leaf, one after the other @throws RangeError when there is none */
export function buildTree(keccak: Keccak, leaves: Buffer): MerkleTree {
  const count = leaves.length / NODE
  if (count === 0) throw new RangeError('a tree needs a leaf')
  const nodes = Buffer.allocUnsafeSlow((2 * count - 1) * NODE)
  const indexes = new Uint32Array(count)
  ascending(leaves, count).forEach((leaf, rank) => {
    const place = 2 * count - 2 - rank
    leaves.copy(nodes, place * NODE, leaf * NODE, (leaf + 1) * NODE)
    indexes[leaf] = place
  })
  const parentOf = pairs(keccak, nodes)
  for (let place = count - 2; place >= 0; place--) nodes.set(parentOf(place), place * NODE)
  return { nodes, indexes }
}

/** Leaves by their bytes. Most differ in the first six, which are one number. */
function ascending(leaves: Buffer, count: number): Uint32Array {
  const first = Float64Array.from({ length: count }, (_, leaf) => leaves.readUIntBE(leaf * NODE, 6))
  const order = Uint32Array.from({ length: count }, (_, leaf) => leaf)
  return order.sort(
    (a, b) => first[a]! - first[b]! || leaves.compare(leaves, b * NODE, (b + 1) * NODE, a * NODE, (a + 1) * NODE),
  )
}

/** What the node at a place is by the two below it. */
function pairs(keccak: Keccak, nodes: Buffer): (place: number) => Uint8Array {
  const pair = Buffer.alloc(2 * NODE)
  return (place) => {
    const [left, right, end] = [(2 * place + 1) * NODE, (2 * place + 2) * NODE, (2 * place + 3) * NODE]
    const leftFirst = nodes.compare(nodes, right, end, left, right) < 0
    nodes.copy(pair, leftFirst ? 0 : NODE, left, right)
    nodes.copy(pair, leftFirst ? NODE : 0, right, end)
    return keccak(pair)
  }
}

/**
 * Whether every node above the leaves is the hash of its two: then the proof of each leaf leads to the first node, since
 * what it climbs through is these nodes. One hash for each leaf, where climbing takes eighteen for 300,000.
 */
export function isTree(keccak: Keccak, nodes: Buffer): boolean {
  const parentOf = pairs(keccak, nodes)
  for (let place = (nodes.length / NODE - 3) / 2; place >= 0; place--)
    if (nodes.compare(parentOf(place), 0, NODE, place * NODE, (place + 1) * NODE) !== 0) return false
  return true
}

export function rootOf(tree: MerkleTree): Hash {
  return toHash(nodeAt(tree.nodes, 0))
}

export function nodeAt(nodes: Buffer, place: number): Buffer {
  return nodes.subarray(place * NODE, (place + 1) * NODE)
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
