import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { encodeAbiParameters, type Hex, keccak256, parseAbiParameters, stringToBytes } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Address, account, TestChain, ZERO } from '../support/anvil'
import type { TestContract } from '../support/contract'

const [OWNER, PUBLISHER, MALLORY] = [account(1), account(2), account(3)]
const PROGRAM = keccak256(stringToBytes('destra.stakers.monthly'))
const OTHER_PROGRAM = keccak256(stringToBytes('destra.nodes.monthly'))
const REPORT = keccak256(stringToBytes('report'))
const NO_ROOT: Hex = `0x${'0'.repeat(64)}`
const [ANN, BOB, CEM] = [account(10), account(11), account(12)]
const LEAF_TYPES = ['bytes32', 'address', 'uint256']

type Leaf = [Hex, Address, bigint]
type Tree = StandardMerkleTree<Leaf>

function treeOf(amounts: readonly [Address, bigint][], program = PROGRAM): Tree {
  return StandardMerkleTree.of(
    amounts.map(([who, amount]) => [program, who, amount] as Leaf),
    LEAF_TYPES,
  )
}

const proofOf = (tree: Tree, who: Address) => {
  for (const [at, leaf] of tree.entries()) if (leaf[1] === who) return tree.getProof(at)
  throw new Error(`no leaf of ${who}`)
}

/** September pays 100, October 60 more: Bob nothing new, Cem for the first time. */
const SEPTEMBER: [Address, bigint][] = [
  [ANN, 70n],
  [BOB, 30n],
]
const OCTOBER: [Address, bigint][] = [
  [ANN, 110n],
  [BOB, 30n],
  [CEM, 20n],
]
const [september, october] = [treeOf(SEPTEMBER), treeOf(OCTOBER)]

describe('CumulativeDistributor', () => {
  let chain: TestChain
  let distributor: TestContract
  let token: TestContract

  beforeAll(async () => {
    chain = await TestChain.start()
    for (const each of [OWNER, PUBLISHER]) await chain.setBalance(each, 10n ** 24n)
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    distributor = await chain.deploy('CumulativeDistributor', [OWNER], OWNER)
    token = await chain.deploy('DgaiToken', [OWNER], OWNER)
    await token.write(OWNER, 'mint', [PUBLISHER, 1_000n])
    await token.write(PUBLISHER, 'approve', [distributor.address, 1_000n])
    await distributor.write(OWNER, 'setPublisher', [PUBLISHER, true])
    for (const program of [PROGRAM, OTHER_PROGRAM]) await distributor.write(OWNER, 'setPeriodCap', [program, 100n])
  })

  const publish = (period: bigint, root: string, total: bigint, asset: Address = ZERO, program = PROGRAM) =>
    distributor.write(PUBLISHER, 'publish', [program, period, asset, root, total, REPORT], asset === ZERO ? total : 0n)
  const claim = (tree: Tree, who: Address, cumulative: bigint, program = PROGRAM) =>
    distributor.write(MALLORY, 'claim', [program, who, cumulative, proofOf(tree, who)])
  const publishBoth = async (asset: Address = ZERO) => {
    await publish(202609n, september.root, 100n, asset)
    await publish(202610n, october.root, 60n, asset)
  }

  it.each(['ETH', 'token'])(
    'pays two periods of %s by one claim, each amount once, and in all what was funded',
    async (kind) => {
      const asset = kind === 'ETH' ? ZERO : token.address
      const balance = (who: Address) => (kind === 'ETH' ? chain.balance(who) : token.read<bigint>('balanceOf', [who]))
      const before = await Promise.all([ANN, BOB, CEM].map(balance))
      await publish(202609n, september.root, 100n, asset)
      expect(distributor.event(await claim(september, BOB, 30n), 'Claimed')).toEqual({
        ...{ programId: PROGRAM, period: 202609n, account: BOB, amount: 30n },
      })
      const published = await publish(202610n, october.root, 60n, asset)
      expect(distributor.event(published, 'DistributionPublished')).toEqual({
        ...{ programId: PROGRAM, period: 202610n, asset: asset.toLowerCase(), root: october.root, total: 60n },
        reportHash: REPORT,
      })
      expect(distributor.event(await claim(october, ANN, 110n), 'Claimed')).toEqual({
        ...{ programId: PROGRAM, period: 202610n, account: ANN, amount: 110n },
      })
      await claim(october, CEM, 20n)
      for (const [who, amount] of OCTOBER)
        await expect(claim(october, who, amount)).rejects.toMatchObject({ errorName: 'NothingToClaim' })
      const after = await Promise.all([ANN, BOB, CEM].map(balance))
      expect(after.map((amount, at) => amount - before[at]!)).toEqual([110n, 30n, 20n])
      expect(await balance(distributor.address)).toBe(0n)
      const held = kind === 'ETH' ? ZERO : expect.stringMatching(new RegExp(asset, 'i'))
      expect(await distributor.read('programs', [PROGRAM])).toEqual([held, 202610n, 160n, 160n])
      // The view that a MerkleDistributor has, so that one reader serves both.
      expect(await distributor.read('distributions', [PROGRAM, 202609n])).toEqual([held, september.root, 100n, 30n])
      expect(await distributor.read('distributions', [PROGRAM, 202610n])).toEqual([held, october.root, 60n, 130n])
    },
  )

  it('takes no proof of a root that was replaced', async () => {
    await publishBoth()
    await expect(claim(september, ANN, 70n)).rejects.toMatchObject({ errorName: 'InvalidProof' })
    await claim(october, ANN, 110n)
  })

  it('a root whose amounts fall pays nothing, and takes nothing', async () => {
    await publish(202609n, september.root, 100n)
    await claim(september, ANN, 70n)
    const fallen = treeOf([
      [ANN, 40n],
      [BOB, 31n],
    ])
    await publish(202610n, fallen.root, 1n)
    await expect(claim(fallen, ANN, 40n)).rejects.toMatchObject({ errorName: 'NothingToClaim' })
    await publish(202611n, october.root, 60n)
    expect(distributor.event(await claim(october, ANN, 110n), 'Claimed')).toMatchObject({ amount: 40n })
    expect(await distributor.read('claimed', [PROGRAM, ANN])).toBe(110n)
  })

  it('never pays above what its periods funded, nor out of another program’s money', async () => {
    const others = treeOf([[BOB, 50n]], OTHER_PROGRAM)
    await publish(1n, others.root, 50n, ZERO, OTHER_PROGRAM)
    const greedy = treeOf([
      [ANN, 60n],
      [CEM, 60n],
    ])
    await publish(202609n, greedy.root, 100n)
    await claim(greedy, ANN, 60n)
    await expect(claim(greedy, CEM, 60n)).rejects.toMatchObject({ errorName: 'AboveTotal' })
    expect(await chain.balance(distributor.address)).toBe(90n)
    await claim(others, BOB, 50n, OTHER_PROGRAM)
  })

  it('refuses forged proofs: another account, amount or program, a foreign or an empty one', async () => {
    await publishBoth()
    await publish(1n, REPORT, 1n, ZERO, OTHER_PROGRAM)
    const forged: [Hex, Address, bigint, string[]][] = [
      [PROGRAM, MALLORY, 110n, proofOf(october, ANN)],
      [PROGRAM, ANN, 111n, proofOf(october, ANN)],
      [PROGRAM, ANN, 109n, proofOf(october, ANN)],
      [OTHER_PROGRAM, ANN, 110n, proofOf(october, ANN)],
      [PROGRAM, ANN, 110n, proofOf(october, BOB)],
      [PROGRAM, ANN, 110n, []],
    ]
    for (const args of forged)
      await expect(distributor.write(MALLORY, 'claim', args)).rejects.toMatchObject({ errorName: 'InvalidProof' })
    const never = [REPORT, ANN, 110n, proofOf(october, ANN)]
    await expect(distributor.write(MALLORY, 'claim', never)).rejects.toMatchObject({ errorName: 'NeverPublished' })
    expect(await distributor.read('programs', [PROGRAM])).toMatchObject([ZERO, 202610n, 160n, 0n])
  })

  it('takes neither an inner node nor the leaf of a period for a leaf', async () => {
    const leaf = october.leafHash([PROGRAM, ANN, 110n])
    const data = encodeAbiParameters(parseAbiParameters(LEAF_TYPES.join()), [PROGRAM, ANN, 110n])
    expect(await distributor.read('leafOf', [PROGRAM, ANN, 110n])).toBe(leaf)
    expect(leaf).toBe(keccak256(keccak256(data)))
    // 64 bytes under an inner node, presented as if they were an account and its amount.
    const [, left, right] = october.dump().tree as Hex[]
    await publish(202610n, october.root, 60n)
    const inner = [PROGRAM, `0x${left!.slice(-40)}`, BigInt(right!), []]
    await expect(distributor.write(MALLORY, 'claim', inner)).rejects.toMatchObject({ errorName: 'InvalidProof' })
    expect(october.dump().tree).not.toContain(keccak256(data))
    const ofPeriod = StandardMerkleTree.of([[PROGRAM, 202611n, ANN, 1n]], ['bytes32', 'uint256', 'address', 'uint256'])
    await publish(202611n, ofPeriod.root, 1n)
    await expect(distributor.write(MALLORY, 'claim', [PROGRAM, ANN, 1n, []])).rejects.toMatchObject({
      errorName: 'InvalidProof',
    })
  })

  it('publishes forward, in one asset, for publishers, up to the cap, fully funded', async () => {
    const args = [PROGRAM, 202609n, ZERO, september.root, 100n, REPORT]
    const refused = (errorName: string, sent: Promise<unknown>) => expect(sent).rejects.toMatchObject({ errorName })
    await refused('NotPublisher', distributor.write(MALLORY, 'publish', args))
    await refused('WrongFunding', distributor.write(PUBLISHER, 'publish', args, 99n))
    await refused('AboveCap', publish(202609n, september.root, 101n))
    await refused('EmptyDistribution', publish(202609n, NO_ROOT, 100n))
    await refused('EmptyDistribution', publish(202609n, september.root, 0n))
    await publish(202609n, september.root, 100n)
    await refused('AlreadyPublished', publish(202609n, october.root, 60n))
    await refused('NotAfter', publish(202608n, october.root, 60n))
    await refused('OtherAsset', publish(202610n, october.root, 60n, token.address))
    await publish(202610n, october.root, 60n)
    await refused('NotAfter', publish(0n, october.root, 60n))
  })

  it('begins with any period, 0 among them', async () => {
    await publish(0n, september.root, 100n)
    await expect(publish(0n, october.root, 60n)).rejects.toMatchObject({ errorName: 'AlreadyPublished' })
    await claim(september, ANN, 70n)
  })

  it('refuses a token that delivers less than it was asked for', async () => {
    const taxed = await chain.deploy('DsyncToken', [OWNER], OWNER)
    await taxed.write(OWNER, 'transfer', [PUBLISHER, 10_000n])
    await taxed.write(OWNER, 'setWalletTax', [true])
    await taxed.write(PUBLISHER, 'approve', [distributor.address, 10_000n])
    await expect(publish(202609n, september.root, 100n, taxed.address)).rejects.toMatchObject({
      errorName: 'WrongFunding',
    })
  })

  it('waits while it is paused, and keeps what an account cannot take', async () => {
    const own = treeOf([
      [token.address.toLowerCase() as Address, 5n],
      [BOB, 6n],
    ])
    await publish(202609n, own.root, 11n)
    await distributor.write(OWNER, 'pause')
    await expect(claim(own, BOB, 6n)).rejects.toMatchObject({ errorName: 'EnforcedPause' })
    await expect(publish(202610n, own.root, 1n)).rejects.toMatchObject({ errorName: 'EnforcedPause' })
    await distributor.write(OWNER, 'unpause')
    const refusing = token.address.toLowerCase() as Address
    await expect(claim(own, refusing, 5n)).rejects.toMatchObject({ errorName: 'EthTransferFailed' })
    expect(await distributor.read('claimed', [PROGRAM, refusing])).toBe(0n)
    await claim(own, BOB, 6n)
  })

  it('is paused, capped and given publishers by its owner alone', async () => {
    const owned: [string, unknown[]][] = [
      ['pause', []],
      ['unpause', []],
      ['setPublisher', [PUBLISHER, true]],
      ['setPeriodCap', [PROGRAM, 1n]],
    ]
    for (const [name, args] of owned)
      await expect(distributor.write(PUBLISHER, name, args)).rejects.toMatchObject({
        errorName: 'OwnableUnauthorizedAccount',
      })
  })
})
