import type { Keccak } from '../keccak'

/** Two nodes as every contract of these formats hashes them: the smaller first, so that a proof needs no directions. */
export function pair(keccak: Keccak, a: Uint8Array, b: Uint8Array): Uint8Array {
  return keccak(Buffer.compare(a, b) < 0 ? Buffer.concat([a, b]) : Buffer.concat([b, a]))
}

/** Where a proof leads to from a leaf. */
export function climb(keccak: Keccak, leaf: Uint8Array, proof: readonly Uint8Array[]): Uint8Array {
  return proof.reduce((node, sibling) => pair(keccak, node, sibling), leaf)
}

/**
 * The levels of a tree, leaves first. A node without a sibling goes up as it is.
 * @param leaves in their order in the tree
 */
export function levels(keccak: Keccak, leaves: readonly Uint8Array[]): Uint8Array[][] {
  const made = [[...leaves]]
  for (let below = made[0]!; below.length > 1; below = made.at(-1)!) {
    const level: Uint8Array[] = []
    for (let at = 0; at < below.length; at += 2)
      level.push(at + 1 < below.length ? pair(keccak, below[at]!, below[at + 1]!) : below[at]!)
    made.push(level)
  }
  return made
}
