import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { address, hash } from '../../../src/economics/units'
import { type Keccak, loadKeccak } from '../../../src/keccak'
import { type Leaf, leafEncoding, leafHash, leafHashes } from '../../../src/rewards/tree/leaf'
import { buildTree, climb, isTree, NODE, nodeAt, proofPlaces, rootOf, toHash } from '../../../src/rewards/tree/merkle'
import { LONG } from '../../support/seeds'

/** Row P4 of trees, each of up to 70 leaves. */
const manyRuns = { numRuns: LONG ? 100_000 : 100 }

const programId = hash(`0x${'5a'.repeat(32)}`)
const leaves = fc
  .uniqueArray(fc.tuple(fc.bigInt(0n, 2n ** 160n - 1n), fc.bigInt(1n, 2n ** 256n - 1n)), {
    minLength: 1,
    maxLength: 70,
    selector: ([account]) => account,
  })
  .map((pairs) =>
    pairs.map(([account, amount]): Leaf => {
      const text = account.toString(16).padStart(40, '0')
      return { programId, period: 202609n, account: address(`0x${text}`), amount }
    }),
  )

let keccak: Keccak
beforeAll(async () => {
  keccak = await loadKeccak()
})

const build = (given: readonly Leaf[]) => buildTree(keccak, leafHashes(keccak, { programId, period: 202609n }, given))

describe('the tree', () => {
  it('is OpenZeppelin’s own: root, nodes, indexes and every proof', () => {
    fc.assert(
      fc.property(leaves, (given) => {
        const built = build(given)
        const reference = StandardMerkleTree.of(
          given.map((leaf) => [leaf.programId, leaf.period, leaf.account, leaf.amount]),
          [...leafEncoding({ period: 202609n })],
        )
        const dump = reference.dump()
        expect(rootOf(built)).toBe(reference.root)
        expect(dump.tree.map((_, place) => toHash(nodeAt(built.nodes, place)))).toEqual(dump.tree)
        expect(built.nodes).toHaveLength(dump.tree.length * NODE)
        expect([...built.indexes]).toEqual(dump.values.map((value) => value.treeIndex))
        given.forEach((_, index) => {
          const proof = proofPlaces(built.indexes[index]!).map((place) => toHash(nodeAt(built.nodes, place)))
          expect(proof).toEqual(reference.getProof(index))
        })
      }),
      manyRuns,
    )
  })

  it('proves its leaves and no other amount, account, period or program', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), (given, pick) => {
        const tree = build(given)
        const index = pick % given.length
        const leaf = given[index]!
        const proof = proofPlaces(tree.indexes[index]!).map((place) => nodeAt(tree.nodes, place))
        const reaches = (candidate: Leaf) => climb(keccak, leafHash(keccak, candidate), proof) === rootOf(tree)
        expect(reaches(leaf)).toBe(true)
        expect(reaches({ ...leaf, amount: leaf.amount - 1n })).toBe(false)
        expect(reaches({ ...leaf, period: 202610n })).toBe(false)
        expect(reaches({ ...leaf, programId: hash(`0x${'5b'.repeat(32)}`) })).toBe(false)
        expect(reaches({ ...leaf, account: address(`0x${'f'.repeat(40)}`) })).toBe(
          leaf.account === `0x${'f'.repeat(40)}`,
        )
      }),
      manyRuns,
    )
  })

  it('has one root whatever the order of the leaves', () => {
    fc.assert(
      fc.property(leaves, (given) => {
        expect(rootOf(build([...given].reverse()))).toBe(rootOf(build(given)))
      }),
      manyRuns,
    )
  })

  it('is one only as long as every node is the hash of its two', () => {
    fc.assert(
      fc.property(leaves, fc.nat(), fc.integer({ min: 1, max: 255 }), (given, at, flipped) => {
        const { nodes } = build(given)
        expect(isTree(keccak, nodes)).toBe(true)
        const broken = Buffer.from(nodes)
        broken[at % broken.length]! ^= flipped
        expect(isTree(keccak, broken)).toBe(given.length === 1)
      }),
    )
  })

  it('needs a leaf, and amounts that fit a uint256', () => {
    expect(() => buildTree(keccak, Buffer.alloc(0))).toThrow('a tree needs a leaf')
    const leaf = { programId, period: 1n, account: address(`0x${'1'.repeat(40)}`) }
    expect(() => leafHash(keccak, { ...leaf, amount: 2n ** 256n })).toThrow(`not a uint256: ${2n ** 256n}`)
    expect(() => leafHash(keccak, { ...leaf, amount: -1n })).toThrow('not a uint256: -1')
    expect(leafHash(keccak, { ...leaf, amount: 0n })).toHaveLength(32)
  })
})
