import type { Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { blocksOf } from '../../../src/chain/blocks'
import { openNode } from '../../../src/chain/node'
import { closeDue } from '../../../src/rewards/close/close'
import { approve } from '../../../src/rewards/publish/approve'
import { spendable } from '../../../src/rewards/publish/fund'
import { publishOnce } from '../../../src/rewards/publish/publish'
import { rpcPublishChain } from '../../../src/rewards/publish/rpcChain'
import { proofOf } from '../../../src/rewards/read'
import { account, TestChain } from '../../support/anvil'
import type { TestContract } from '../../support/contract'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, holder, utc } from './support/economy'

const ETHER = 10n ** 18n
const [owner, rewardsPool] = [account(0), account(1)]
/** A key of this test only. */
const key: Hex = `0x${'22'.repeat(32)}`
const publisher = privateKeyToAccount(key).address
const [ann, bob] = [holder(1), holder(2)]
const id = 'fixture:dgrid.nodes.weekly:2025-W02'

let postgres: TestPostgres
let chain: TestChain
let token: TestContract
let distributor: TestContract
let economy: Economy

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

/** A week of bills whose node shares lie in the rewards pool, on a real chain. */
beforeEach(async () => {
  chain = await TestChain.start()
  token = await chain.deploy('DgaiToken', [owner], owner)
  distributor = await chain.deploy('MerkleDistributor', [owner], owner)
  economy = await Economy.create(postgres.url, {
    distributor: distributor.address,
    program: 'dgrid.nodes.weekly',
    over: {
      token: { address: token.address, symbol: 'DGAI', decimals: 18, burnSinks: [holder(0)] },
      accounts: [{ address: rewardsPool, class: 'rewards', label: 'rewards pool' }],
    },
  })
  await distributor.write(owner, 'setPublisher', [publisher, true])
  await distributor.write(owner, 'setPeriodCap', [economy.program.programId, 50n * ETHER])
  await chain.setBalance(publisher, ETHER)
  await token.write(owner, 'mint', [rewardsPool, 12n * ETHER])
  await chain.mine(utc('2025-01-08T00:00:00'))
  await economy.bill(ann, 7n * ETHER, chain.now, 0n, await head())
  await economy.bill(bob, 5n * ETHER, chain.now, 0n, await head())
  await chain.mine(utc('2025-01-13T00:00:00'))
  for (let block = 0; block < 14; block++) await chain.mine()
  await economy.finalAt(await head())
  const blocks = blocksOf(node())
  expect(await closeDue({ ...economy, blocks, worker: 'test' })).toEqual([id])
  await approve(economy.pool, id, 'test')
})
afterEach(async () => {
  await economy?.close()
  await chain?.stop()
})

const node = () => openNode(chain.url, { timeoutMs: 5_000, retries: 0 })
const head = async () => Number(await chain.rpc<string>('eth_blockNumber'))
const balanceOf = (of: string) => token.read<bigint>('balanceOf', [of])
function publishing() {
  const { pool, program } = economy
  const publishChain = rpcPublishChain(node(), key)
  const { payers } = program
  const sleep = () => chain.mine()
  return {
    pool,
    chain: publishChain,
    payers,
    approvers: null,
    expiry: null,
    distributor: program.distributor!,
    waitMs: 2_000,
    sleep,
  }
}

it('draws the pot from the account it lies in, pays it once, and the shares can be claimed', async () => {
  await token.write(rewardsPool, 'approve', [publisher, 2n ** 256n - 1n])
  expect(await spendable(publishing().chain, economy.program)).toBe(12n * ETHER)
  expect(await publishOnce(publishing(), id)).toBe('published')
  expect(await Promise.all([rewardsPool, publisher, distributor.address].map(balanceOf))).toEqual([0n, 0n, 12n * ETHER])
  const claim = (await proofOf(economy.pool, id, ann))!
  const { programId, period, amount, proof } = claim
  await distributor.write(account(5), 'claim', [programId, period, ann, amount, proof])
  expect(await balanceOf(ann)).toBe(7n * ETHER)
})

it('takes only what the publisher lacks', async () => {
  await token.write(rewardsPool, 'approve', [publisher, 2n ** 256n - 1n])
  await token.write(owner, 'mint', [publisher, 9n * ETHER])
  expect(await publishOnce(publishing(), id)).toBe('published')
  expect(await Promise.all([rewardsPool, publisher].map(balanceOf))).toEqual([9n * ETHER, 0n])
})

it('publishes nothing where the account does not allow it', async () => {
  expect(await spendable(publishing().chain, economy.program)).toBe(0n)
  await expect(publishOnce(publishing(), id)).rejects.toMatchObject({ code: 'E-WOULD-REVERT' })
  expect(await balanceOf(rewardsPool)).toBe(12n * ETHER)
})
