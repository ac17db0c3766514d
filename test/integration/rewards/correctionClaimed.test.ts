import type { Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { blocksOf } from '../../../src/chain/blocks'
import { openNode } from '../../../src/chain/node'
import { closeDue } from '../../../src/rewards/close/close'
import { correct } from '../../../src/rewards/correction/correct'
import { approve } from '../../../src/rewards/publish/approve'
import { publishOnce } from '../../../src/rewards/publish/publish'
import { rpcPublishChain } from '../../../src/rewards/publish/rpcChain'
import { proofOf } from '../../../src/rewards/read'
import { account, TestChain } from '../../support/anvil'
import type { TestContract } from '../../support/contract'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, holder, utc } from './support/economy'

const ETHER = 10n ** 18n
const owner = account(0)
/** A key of this test only. */
const key: Hex = `0x${'11'.repeat(32)}`
const publisher = privateKeyToAccount(key).address
const [JANUARY, FEBRUARY] = ['2025-01', '2025-02'].map((month) => `fixture:destra.stakers.monthly:${month}`) as [
  string,
  string,
]
const [ann, bob, cid] = [holder(1), holder(2), holder(3)]

let postgres: TestPostgres
let chain: TestChain
let distributor: TestContract
let economy: Economy

beforeAll(async () => {
  postgres = await startTestPostgres()
  chain = await TestChain.start()
  distributor = await chain.deploy('MerkleDistributor', [owner], owner)
  await distributor.write(owner, 'setPublisher', [publisher, true])
  await chain.setBalance(publisher, 100n * ETHER)
  economy = await Economy.create(postgres.url, { distributor: distributor.address })
  await distributor.write(owner, 'setPeriodCap', [economy.program.programId, 50n * ETHER])
})
afterAll(async () => {
  await economy?.close()
  await chain?.stop()
  await postgres?.stop()
})

const node = () => openNode(chain.url, { timeoutMs: 5_000, retries: 0 })
const head = async () => Number(await chain.rpc<string>('eth_blockNumber'))
/** Ether of a month, and its close on the day after it. */
async function closed(day: string, next: string, ether: bigint): Promise<string[] | 'busy'> {
  await chain.mine(utc(`${day}T00:00:00`))
  await economy.revenue(chain.now, ether * ETHER, await head())
  await chain.mine(utc(`${next}T00:00:00`))
  for (let block = 0; block < 14; block++) await chain.mine()
  await economy.finalAt(await head())
  return closeDue({ ...economy, blocks: blocksOf(node()), worker: 'test' })
}
async function publish(id: string): Promise<void> {
  await approve(economy.pool, id, 'test')
  const { pool, program } = economy
  const publishing = { pool, chain: rpcPublishChain(node(), key), payers: [], approvers: null, expiry: null }
  const waiting = { distributor: program.distributor!, waitMs: 5_000, sleep: () => chain.mine() }
  expect(await publishOnce({ ...publishing, ...waiting }, id)).toBe('published')
}
async function claim(id: string, who: typeof ann): Promise<void> {
  const { programId, period, amount, proof } = (await proofOf(economy.pool, id, who))!
  await distributor.write(owner, 'claim', [programId, period, who, amount, proof])
}

it('a month that was partly claimed is corrected, and everybody ends with what is right of both', async () => {
  const stake = (who: typeof ann) => economy.stake(who, 1_000n, 360, 4, utc('2025-01-05T00:00:00'), 1)
  await stake(ann)
  await stake(bob)
  expect(await closed('2025-01-20', '2025-02-01', 3n)).toEqual([JANUARY])
  await publish(JANUARY)
  await claim(JANUARY, ann)
  expect(await chain.balance(ann)).toBe((3n * ETHER) / 2n)

  // The index had lacked Cid: one third of January was his.
  await stake(cid)
  const { pool, program } = economy
  const answering = { by: 'A. Person', reason: 'the endpoint withheld a stake' }
  await correct({ pool, blocks: blocksOf(node()), program, answering }, JANUARY)
  expect(await closed('2025-02-20', '2025-03-01', 6n)).toEqual([FEBRUARY])
  await publish(FEBRUARY)
  // What was claimed cannot be claimed again, and what was not still can.
  await expect(claim(JANUARY, ann)).rejects.toThrow(/AlreadyClaimed/)
  await claim(JANUARY, bob)
  for (const who of [ann, bob, cid]) await claim(FEBRUARY, who)

  // 1 ETH of January each, and a third of the 5 that February divides; what Ann and Bob gave back is carried.
  const right = ETHER + (5n * ETHER) / 3n
  for (const who of [ann, bob, cid]) expect(await chain.balance(who)).toBe(right)
  expect(await chain.balance(distributor.address)).toBe(0n)
  const { rows } = await pool.query<{ carry: string }>('select carry from report where distribution_id = $1', [
    FEBRUARY,
  ])
  expect(BigInt(rows[0]!.carry)).toBe(9n * ETHER - 3n * right)
})
