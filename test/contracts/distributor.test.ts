import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters, stringToBytes } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Address, account, TestChain, ZERO } from '../support/anvil'
import { eventOrder, type TestContract } from '../support/contract'

const [OWNER, PUBLISHER, MALLORY] = [account(1), account(2), account(3)]
const PROGRAM = keccak256(stringToBytes('destra.stakers.monthly'))
const OTHER_PROGRAM = keccak256(stringToBytes('destra.nodes.monthly'))
const PERIOD = 202609n
const REPORT = keccak256(stringToBytes('report'))
const SHARES: [Address, bigint][] = [
  [account(10), 500n],
  [account(11), 300n],
  [account(12), 150n],
  [account(13), 50n],
  [account(14), 7n],
]
const TOTAL = 1_007n

type Leaf = [Hex, bigint, Address, bigint]
const LEAF_TYPES = ['bytes32', 'uint256', 'address', 'uint256']

function treeOf(shares = SHARES, period = PERIOD): StandardMerkleTree<Leaf> {
  return StandardMerkleTree.of(
    shares.map(([who, amount]) => [PROGRAM, period, who, amount] as Leaf),
    LEAF_TYPES,
  )
}

describe('MerkleDistributor', () => {
  let chain: TestChain
  let distributor: TestContract
  let token: TestContract
  const tree = treeOf()

  beforeAll(async () => {
    chain = await TestChain.start()
    await chain.setBalance(PUBLISHER, 10n ** 24n)
    await chain.setBalance(OWNER, 10n ** 24n)
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    distributor = await chain.deploy('MerkleDistributor', [OWNER], OWNER)
    token = await chain.deploy('DgaiToken', [OWNER], OWNER)
    await token.write(OWNER, 'mint', [PUBLISHER, 1_000_000n])
    await token.write(PUBLISHER, 'approve', [distributor.address, 1_000_000n])
    await distributor.write(OWNER, 'setPublisher', [PUBLISHER, true])
    await distributor.write(OWNER, 'setPeriodCap', [PROGRAM, TOTAL])
  })

  const publish = (asset: Address = ZERO, root = tree.root, total = TOTAL, period = PERIOD) =>
    distributor.write(PUBLISHER, 'publish', [PROGRAM, period, asset, root, total, REPORT], asset === ZERO ? total : 0n)
  const claim = (who: Address, amount: bigint, proof: string[], period = PERIOD, program = PROGRAM) =>
    distributor.write(MALLORY, 'claim', [program, period, who, amount, proof])
  const proofOf = (index: number) => tree.getProof(index)

  it.each(['ETH', 'token'])('pays every %s share once, whoever sends the transaction', async (kind) => {
    const asset = kind === 'ETH' ? ZERO : token.address
    const balance = (who: Address) => (kind === 'ETH' ? chain.balance(who) : token.read<bigint>('balanceOf', [who]))
    const published = await publish(asset)
    expect(distributor.event(published, 'DistributionPublished')).toEqual({
      programId: PROGRAM,
      period: PERIOD,
      asset: asset.toLowerCase(),
      root: tree.root,
      total: TOTAL,
      reportHash: REPORT,
    })
    for (const [index, [, , who, amount]] of tree.entries()) {
      const before = await balance(who)
      const receipt = await claim(who, amount, proofOf(index))
      expect(distributor.event(receipt, 'Claimed')).toEqual({
        programId: PROGRAM,
        period: PERIOD,
        account: who,
        amount,
      })
      expect((await balance(who)) - before).toBe(amount)
      await expect(claim(who, amount, proofOf(index))).rejects.toMatchObject({ errorName: 'AlreadyClaimed' })
      expect(await distributor.read('claimed', [PROGRAM, PERIOD, who])).toBe(true)
    }
    expect(await distributor.read('distributions', [PROGRAM, PERIOD])).toEqual([
      kind === 'ETH' ? ZERO : expect.stringMatching(new RegExp(asset, 'i')),
      tree.root,
      TOTAL,
      TOTAL,
    ])
    expect(await balance(distributor.address)).toBe(0n)
  })

  it('puts the funding Transfer before DistributionPublished', async () => {
    expect(eventOrder(await publish(token.address), { token, distributor })).toEqual([
      'token.Transfer',
      'distributor.DistributionPublished',
    ])
  })

  it('refuses another account, another amount, another period, another program, a foreign or empty proof', async () => {
    await distributor.write(OWNER, 'setPeriodCap', [OTHER_PROGRAM, TOTAL])
    await publish()
    await publish(ZERO, treeOf(SHARES, 202610n).root, TOTAL, 202610n)
    await distributor.write(PUBLISHER, 'publish', [OTHER_PROGRAM, PERIOD, ZERO, REPORT, TOTAL, REPORT], TOTAL)
    const [who, amount] = SHARES[0]!
    const forged: Parameters<typeof claim>[] = [
      [MALLORY, amount, proofOf(0)],
      [who, amount + 1n, proofOf(0)],
      [who, amount, proofOf(0), 202610n],
      [who, amount, proofOf(0), PERIOD, OTHER_PROGRAM],
      [who, amount, proofOf(1)],
      [who, amount, []],
      [who, 0n, proofOf(0)],
    ]
    for (const attempt of forged) {
      await expect(claim(...attempt), attempt.join()).rejects.toMatchObject({ errorName: 'InvalidProof' })
    }
    await expect(claim(who, amount, proofOf(0), 202611n)).rejects.toMatchObject({ errorName: 'NotPublished' })
    expect(await distributor.read('distributions', [PROGRAM, PERIOD])).toMatchObject([ZERO, tree.root, TOTAL, 0n])
  })

  it('an inner node cannot be passed off as a leaf: leaves are hashed twice', async () => {
    await publish()
    const dump = tree.dump().tree as Hex[]
    // A second-preimage attack presents the 64 bytes under an inner node as if they were leaf data.
    const nodes = dump.map((_, index) => index).filter((index) => 2 * index + 2 < dump.length)
    const leaves = new Set(SHARES.map(([who, amount]) => leafHash(who, amount)))
    for (const node of nodes) {
      expect(leaves.has(dump[node]!)).toBe(false)
      const [left, right] = [dump[2 * node + 1]!, dump[2 * node + 2]!]
      const proof = pathTo(dump, node)
      const asAmount = claim(`0x${left.slice(-40)}`, BigInt(right), proof)
      await expect(asAmount).rejects.toMatchObject({ errorName: 'InvalidProof' })
    }
    // Nor can a leaf be shown below itself: the single hash of its data is not in the tree.
    const [who, amount] = SHARES[0]!
    const once = keccak256(encodeAbiParameters(parseAbiParameters(LEAF_TYPES.join()), [PROGRAM, PERIOD, who, amount]))
    expect(await distributor.read('leafOf', [PROGRAM, PERIOD, who, amount])).toBe(keccak256(once))
    expect(dump).not.toContain(once)
  })

  it('leafOf is the leaf of StandardMerkleTree', async () => {
    for (const [, leaf] of tree.entries()) expect(await distributor.read('leafOf', leaf)).toBe(tree.leafHash(leaf))
  })

  it('a tree whose shares sum to more than was funded stops at the total', async () => {
    const shares: [Address, bigint][] = [
      [account(20), 600n],
      [account(21), 600n],
    ]
    const greedy = treeOf(shares)
    await publish(ZERO, greedy.root, 1_000n)
    await publish(ZERO, tree.root, TOTAL, 202610n)
    await claim(account(20), 600n, greedy.getProof(0))
    await expect(claim(account(21), 600n, greedy.getProof(1))).rejects.toMatchObject({ errorName: 'AboveTotal' })
    expect(await chain.balance(distributor.address)).toBe(400n + TOTAL)
  })

  it('publishes once per program and period, only for publishers, up to the cap, fully funded', async () => {
    const args = [PROGRAM, PERIOD, ZERO, tree.root, TOTAL, REPORT]
    await expect(distributor.write(MALLORY, 'publish', args)).rejects.toMatchObject({ errorName: 'NotPublisher' })
    await expect(distributor.write(PUBLISHER, 'publish', args, TOTAL - 1n)).rejects.toMatchObject({
      errorName: 'WrongFunding',
    })
    await expect(
      distributor.write(PUBLISHER, 'publish', [PROGRAM, PERIOD, token.address, tree.root, TOTAL, REPORT], 1n),
    ).rejects.toMatchObject({ errorName: 'WrongFunding' })
    await expect(publish(ZERO, tree.root, TOTAL + 1n)).rejects.toMatchObject({ errorName: 'AboveCap' })
    await expect(
      distributor.write(PUBLISHER, 'publish', [OTHER_PROGRAM, PERIOD, ZERO, tree.root, 1n, REPORT], 1n),
    ).rejects.toMatchObject({ errorName: 'AboveCap' })
    await expect(publish(ZERO, `0x${'0'.repeat(64)}`)).rejects.toMatchObject({ errorName: 'EmptyDistribution' })
    await publish()
    await expect(publish()).rejects.toMatchObject({ errorName: 'AlreadyPublished' })
    await distributor.write(OWNER, 'setPublisher', [PUBLISHER, false])
    await expect(publish(ZERO, tree.root, TOTAL, 1n)).rejects.toMatchObject({ errorName: 'NotPublisher' })
  })

  it('refuses a token that delivers less than it was asked for', async () => {
    const taxed = await chain.deploy('DsyncToken', [OWNER], OWNER)
    await taxed.write(OWNER, 'transfer', [PUBLISHER, 10_000n])
    await taxed.write(OWNER, 'setWalletTax', [true])
    await taxed.write(PUBLISHER, 'approve', [distributor.address, 10_000n])
    await expect(publish(taxed.address)).rejects.toMatchObject({ errorName: 'WrongFunding' })
  })

  it('pauses publishing and claiming, and only the owner may pause, cap or appoint', async () => {
    await publish()
    await distributor.write(OWNER, 'pause')
    const [who, amount] = SHARES[0]!
    await expect(claim(who, amount, proofOf(0))).rejects.toMatchObject({ errorName: 'EnforcedPause' })
    await expect(publish(ZERO, tree.root, 1n, 1n)).rejects.toMatchObject({ errorName: 'EnforcedPause' })
    await distributor.write(OWNER, 'unpause')
    await claim(who, amount, proofOf(0))
    const owned: [string, unknown[]][] = [
      ['pause', []],
      ['unpause', []],
      ['setPublisher', [PUBLISHER, true]],
      ['setPeriodCap', [PROGRAM, 1n]],
    ]
    for (const [name, args] of owned) {
      await expect(distributor.write(PUBLISHER, name, args)).rejects.toMatchObject({
        errorName: 'OwnableUnauthorizedAccount',
      })
    }
  })

  it('reverts, and keeps the share claimable, when the account cannot take ETH', async () => {
    const shares: [Address, bigint][] = [
      [token.address.toLowerCase() as Address, 5n],
      [account(10), 6n],
    ]
    const own = treeOf(shares)
    await publish(ZERO, own.root, 11n)
    await expect(claim(shares[0]![0], 5n, own.getProof(0))).rejects.toMatchObject({ errorName: 'EthTransferFailed' })
    expect(await distributor.read('claimed', [PROGRAM, PERIOD, shares[0]![0]])).toBe(false)
  })
})

function leafHash(who: Address, amount: bigint): Hex {
  return treeOf().leafHash([PROGRAM, PERIOD, who, amount]) as Hex
}

/** Sibling hashes from an inner node up to the root, in the layout of StandardMerkleTree. */
function pathTo(nodes: Hex[], index: number): Hex[] {
  const proof: Hex[] = []
  for (let at = index; at > 0; at = Math.floor((at - 1) / 2)) proof.push(nodes[at % 2 === 1 ? at + 1 : at - 1]!)
  return proof
}
