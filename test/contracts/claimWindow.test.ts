import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { keccak256, stringToBytes } from 'viem'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Address, account, type Receipt, TestChain, ZERO } from '../support/anvil'
import { eventOrder, type TestContract } from '../support/contract'

const [OWNER, PUBLISHER, ANYONE, TREASURY] = [account(1), account(2), account(3), account(4)]
const PROGRAM = keccak256(stringToBytes('destra.stakers.monthly'))
const [PERIOD, NEXT] = [202609n, 202610n]
const DAY = 86_400
const WINDOW = 180 * DAY
const SHARES: [Address, bigint][] = [
  [account(10), 500n],
  [account(11), 300n],
  [account(12), 207n],
]
const TOTAL = 1_007n

const treeOf = (period: bigint) =>
  StandardMerkleTree.of(
    SHARES.map(([who, amount]) => [PROGRAM, period, who, amount]),
    ['bytes32', 'uint256', 'address', 'uint256'],
  )

describe('the claim window of a program', () => {
  let chain: TestChain
  let distributor: TestContract
  let token: TestContract

  beforeAll(async () => {
    chain = await TestChain.start()
    for (const who of [OWNER, PUBLISHER]) await chain.setBalance(who, 10n ** 24n)
  })
  afterAll(() => chain.stop())
  beforeEach(async () => {
    distributor = await chain.deploy('MerkleDistributor', [OWNER], OWNER)
    token = await chain.deploy('DgaiToken', [OWNER], OWNER)
    await token.write(OWNER, 'mint', [PUBLISHER, 1_000_000n])
    await token.write(PUBLISHER, 'approve', [distributor.address, 1_000_000n])
    await distributor.write(OWNER, 'setPublisher', [PUBLISHER, true])
    await distributor.write(OWNER, 'setPeriodCap', [PROGRAM, TOTAL])
    await distributor.write(OWNER, 'setClaimWindow', [PROGRAM, WINDOW, TREASURY])
  })

  const publish = (asset: Address = ZERO, period = PERIOD) =>
    distributor.write(
      PUBLISHER,
      'publish',
      [PROGRAM, period, asset, treeOf(period).root, TOTAL, PROGRAM],
      asset === ZERO ? TOTAL : 0n,
    )
  const claimOf = (n: number, period = PERIOD) => [PROGRAM, period, ...SHARES[n]!, treeOf(period).getProof(n)]
  const claim = (n: number, period = PERIOD) => distributor.write(ANYONE, 'claim', claimOf(n, period))
  const submit = (name: string, args: unknown[]) =>
    chain.submit({ from: ANYONE, to: distributor.address, data: distributor.encode(name, args) })
  const fateOf = async (hash: string) => {
    const { status, blockNumber } = await chain.rpc<Receipt>('eth_getTransactionReceipt', hash)
    return { status, blockNumber }
  }
  const reclaim = (period = PERIOD) => distributor.write(ANYONE, 'reclaim', [PROGRAM, period])
  const held = (asset: Address, who: Address) =>
    asset === ZERO ? chain.balance(who) : token.read<bigint>('balanceOf', [who])
  /** The next block has this time. */
  const at = (time: number) => {
    chain.now = time - 1
  }

  it.each(['ETH', 'token'])('in %s: claimed to its last second, then reclaimed once, all of it', async (kind) => {
    const asset = kind === 'ETH' ? ZERO : token.address
    const published = await publish(asset)
    const order = ['distributor.DistributionPublished', 'distributor.ClaimsExpire']
    expect(eventOrder(published, { distributor, token }).slice(-2)).toEqual(order)
    const end = chain.now + WINDOW
    expect(distributor.event(published, 'ClaimsExpire')).toEqual({
      ...{ programId: PROGRAM, period: PERIOD, time: BigInt(end), reclaimTo: TREASURY },
    })
    const before = await held(asset, TREASURY)
    await expect(reclaim()).rejects.toMatchObject({ errorName: 'ClaimsNotOver' })
    // Two blocks of two transactions each: of the last second, and of the first one after it.
    at(end - 1)
    const early = await submit('reclaim', [PROGRAM, PERIOD])
    const inTime = await claim(0)
    at(end)
    const late = await submit('claim', claimOf(1))
    const reclaimed = await reclaim()
    expect(chain.now).toBe(end)
    expect([await fateOf(early), await fateOf(late)]).toEqual([
      { status: '0x0', blockNumber: inTime.blockNumber },
      { status: '0x0', blockNumber: reclaimed.blockNumber },
    ])
    expect(distributor.event(reclaimed, 'Reclaimed')).toEqual({
      ...{ programId: PROGRAM, period: PERIOD, to: TREASURY, amount: 507n },
    })
    expect((await held(asset, TREASURY)) - before).toBe(507n)
    expect(await held(asset, distributor.address)).toBe(0n)
    await expect(reclaim()).rejects.toMatchObject({ errorName: 'AlreadyReclaimed' })
    await expect(claim(1)).rejects.toMatchObject({ errorName: 'ClaimsOver' })
    // What people claimed is what they claimed: the getter of before tells nothing of the rest.
    expect(await distributor.read('distributions', [PROGRAM, PERIOD])).toMatchObject([
      asset === ZERO ? ZERO : expect.stringMatching(new RegExp(asset, 'i')),
      ...[treeOf(PERIOD).root, TOTAL, 500n],
    ])
    expect(await distributor.read('expiry', [PROGRAM, PERIOD])).toMatchObject([BigInt(end), expect.anything(), true])
  })

  it('takes nothing of another period, of another window, or of what has none', async () => {
    await publish()
    const end = chain.now + WINDOW
    await distributor.write(OWNER, 'setClaimWindow', [PROGRAM, 0, ZERO])
    const forEver = await publish(ZERO, NEXT)
    expect(distributor.events(forEver).map(({ name }) => name)).toEqual(['DistributionPublished'])
    // The first keeps the window that it was published with.
    await distributor.write(OWNER, 'setClaimWindow', [PROGRAM, 365 * DAY, OWNER])
    at(end)
    await reclaim()
    await expect(reclaim(NEXT)).rejects.toMatchObject({ errorName: 'NeverExpires' })
    await expect(reclaim(1n)).rejects.toMatchObject({ errorName: 'NotPublished' })
    expect(await chain.balance(distributor.address)).toBe(TOTAL)
    for (const n of SHARES.keys()) await claim(n, NEXT)
    expect(await chain.balance(distributor.address)).toBe(0n)
  })

  it('reclaims nothing where everybody has claimed, and nothing while it is paused', async () => {
    await publish()
    await publish(ZERO, NEXT)
    for (const n of SHARES.keys()) await claim(n)
    at(chain.now + WINDOW)
    await expect(reclaim()).rejects.toMatchObject({ errorName: 'NothingUnclaimed' })
    await distributor.write(OWNER, 'pause')
    await expect(reclaim(NEXT)).rejects.toMatchObject({ errorName: 'EnforcedPause' })
    await distributor.write(OWNER, 'unpause')
    await reclaim(NEXT)
  })

  it('is set by the owner alone, for a day or more, and to an account that can have it', async () => {
    const set = (from: Address, duration: number, to: Address) =>
      distributor.write(from, 'setClaimWindow', [PROGRAM, duration, to])
    await expect(set(PUBLISHER, WINDOW, PUBLISHER)).rejects.toMatchObject({ errorName: 'OwnableUnauthorizedAccount' })
    const wrong: [number, Address][] = [
      [DAY - 1, TREASURY],
      [0, TREASURY],
      [WINDOW, ZERO],
      [WINDOW, distributor.address],
    ]
    for (const each of wrong)
      await expect(set(OWNER, ...each)).rejects.toMatchObject({ errorName: 'InvalidClaimWindow' })
    await set(OWNER, DAY, TREASURY)
    // The longest there is ends after any block of today, and not before.
    await set(OWNER, 2 ** 32 - 1, TREASURY)
    const published = await publish()
    expect(distributor.event(published, 'ClaimsExpire')).toMatchObject({ time: BigInt(chain.now + 2 ** 32 - 1) })
  })
})
