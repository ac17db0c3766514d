import { existsSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { getAddress, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { blocksOf } from '../../../src/chain/blocks'
import { openNode } from '../../../src/chain/node'
import { type ProfileInput, parseProfile } from '../../../src/config/profile'
import { address } from '../../../src/economics/units'
import { closeDue } from '../../../src/rewards/close/close'
import { verifyInStore } from '../../../src/rewards/close/verifyInStore'
import { approve } from '../../../src/rewards/publish/approve'
import { publishOnce } from '../../../src/rewards/publish/publish'
import { rpcPublishChain } from '../../../src/rewards/publish/rpcChain'
import { settle } from '../../../src/rewards/publish/settle'
import { distributionById, readProof } from '../../../src/rewards/read'
import { rebuildReport } from '../../../src/rewards/rebuild'
import { account, type TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { sendBatch } from '../../support/sendBatch'
import { type Economy, fixtureProfile, holder, utc } from './support/economy'
import { type PayingChain, startPayingChain } from './support/payingChain'

const ETHER = 10n ** 18n
const owner = account(0)
/** A key of this test only. */
const key: Hex = `0x${'11'.repeat(32)}`
const publisher = privateKeyToAccount(key).address
const PROGRAM = 'destra.stakers.monthly'
/** An account of this chain, which calls as a Safe does. */
const safe = getAddress(account(7))
const idOf = (month: string) => `fixture:${PROGRAM}:${month}`
const [ann, bob] = [holder(1), holder(2)]

let postgres: TestPostgres
let paying: PayingChain
let chain: TestChain
let distributor: TestContract
let economy: Economy
let over: Partial<ProfileInput>

/** Two months of 3 ETH; Bob has a stake in January alone. */
beforeAll(async () => {
  postgres = await startTestPostgres()
  const cumulative = (at: string) => {
    over = { contracts: { all: { address: at, kind: 'cumulative-distributor' } }, cumulative: [PROGRAM] }
    return over
  }
  paying = await startPayingChain(postgres.url, publisher, { contract: 'CumulativeDistributor', over: cumulative })
  ;({ chain, distributor, economy } = paying)
  await distributor.write(owner, 'setPublisher', [safe, true])
  await chain.setBalance(address(safe), 100n * ETHER)
  for (const day of ['2025-01-20', '2025-02-20', '2025-03-01']) {
    await chain.mine(utc(`${day}T00:00:00`))
    if (day !== '2025-03-01') await economy.revenue(chain.now, 3n * ETHER, await head())
    if (day !== '2025-01-20') continue
    await economy.stake(ann, 2_000n, 360, 4, utc('2025-01-05T00:00:00'), 1)
    await economy.unstake(
      await economy.stake(bob, 1_000n, 360, 4, utc('2025-01-05T00:00:00'), 1),
      utc('2025-02-10T00:00:00'),
      (await head()) + 1,
    )
  }
  for (let block = 0; block < 14; block++) await chain.mine()
  await economy.finalAt(await head())
})
afterAll(async () => {
  await paying?.close()
  await postgres?.stop()
})

const head = async () => Number(await chain.rpc<string>('eth_blockNumber'))
const node = () => openNode(chain.url, { timeoutMs: 5_000, retries: 0 })
const publish = (month: string) =>
  publishOnce(
    {
      ...{ pool: economy.pool, chain: rpcPublishChain(node(), key), distributor: address(distributor.address) },
      ...{ payers: [], approvers: null, expiry: null, waitMs: 2_000, sleep: () => chain.mine() },
    },
    idOf(month),
  )
/** The built command, as an operator runs it. */
const rewards = (...args: string[]) => AssayProcess.run(['rewards', ...args], paying.env)
/** A Safe batch of a month, in a file, where what is said beside it cannot get into it. */
async function batchOf(month: string) {
  const file = path.join(economy.dataDir, 'batch.json')
  rmSync(file, { force: true })
  const answer = await rewards('safe-batch', idOf(month), '--safe', safe, '--out', file)
  return { ...answer, batch: existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : null }
}
const proof = async (month: string, who: typeof ann) => {
  const profile = parseProfile(fixtureProfile({ over }), 'fixture', {})
  return readProof(economy.pool, { get: () => profile }, await distributionById(economy.pool, idOf(month)), who)
}
/** Claims with what is served, and writes the row that the indexer would. */
async function claim(month: string, who: typeof ann): Promise<bigint> {
  const { programId, cumulative, proof: nodes, distributor: at } = (await proof(month, who))!
  expect(at).toBe(address(distributor.address))
  const receipt = await distributor.write(owner, 'claim', [programId, who, cumulative, nodes])
  const { period, amount } = distributor.event(receipt, 'Claimed') as { period: bigint; amount: bigint }
  await economy.pool.query(
    `insert into reward_claim (id, network, distributor, program_id, period, account, amount, block, block_time, tx_hash)
     values ($1, 'fixture', $2, $3, $4, $5, $6, $7, 0, '0x')`,
    [
      `fixture-${String(await head()).padStart(10, '0')}-abcde-000000-0`,
      at,
      programId,
      `${period}`,
      who,
      `${amount}`,
      await head(),
    ],
  )
  return amount
}

it('two months are closed, published in order, and claimed after each or both at once', async () => {
  await closeDue({ ...economy, blocks: blocksOf(node()), worker: 'test' })
  const [january, february] = await Promise.all(
    ['2025-01', '2025-02'].map(async (month) => (await distributionById(economy.pool, idOf(month)))!),
  )
  expect([january!.style, january!.state, february!.state]).toEqual(['cumulative', 'verified', 'verified'])
  // A gate that holds January back holds February's root back, which gives January's shares too and does not fund them.
  await economy.pool.query(`update distribution set held = 'pot: a test' where id = $1`, [idOf('2025-01')])
  await approve(economy.pool, idOf('2025-02'), 'a person')
  await expect(publish('2025-02')).rejects.toMatchObject({ code: 'E-PUBLISH-ORDER' })
  await approve(economy.pool, idOf('2025-01'), 'a person')
  expect((await batchOf('2025-02')).output).toMatch(/^E-PUBLISH-ORDER: .*2025-01/)
  const batch = await batchOf('2025-01')
  expect(batch).toMatchObject({
    code: 0,
    output: `simulated as ${safe.toLowerCase()}: publish would be accepted\n`,
    batch: { transactions: [{ contractMethod: { name: 'publish' }, contractInputsValues: { period: '202501' } }] },
  })
  await sendBatch(chain, safe, batch.batch)
  expect(await publish('2025-01')).toBe('published')

  expect(await claim('2025-01', ann)).toBe(2n * ETHER)
  expect(await publish('2025-02')).toBe('published')
  expect(await proof('2025-01', bob)).toBeNull()
  expect(await proof('2025-02', bob)).toMatchObject({ amount: 0n, cumulative: ETHER, claimed: false })
  expect(await proof('2025-02', ann)).toMatchObject({ amount: 3n * ETHER, cumulative: 5n * ETHER, claimed: false })
  await economy.finalAt(await head())
  expect(await settle(economy.pool, economy.program)).toEqual([])
  expect(await claim('2025-02', bob)).toBe(ETHER)
  await economy.finalAt(await head())
  expect(await settle(economy.pool, economy.program)).toEqual([idOf('2025-01')])
  expect(await claim('2025-02', ann)).toBe(3n * ETHER)
  expect(await proof('2025-02', ann)).toMatchObject({ claimed: true })
  await economy.finalAt(await head())
  expect(await settle(economy.pool, economy.program)).toEqual([idOf('2025-02')])
  expect(await chain.balance(distributor.address)).toBe(0n)
})

it('rewards diff: of its months what the stores give today, and of one beside the other', async () => {
  expect(await rewards('diff', idOf('2025-02'))).toEqual({ code: 0, output: 'no difference\n' })
  const { code, output } = await rewards('diff', idOf('2025-01'), idOf('2025-02'))
  expect(code).toBe(1)
  expect(output).toMatch(new RegExp(`${ann} +2000000000000000000 +3000000000000000000 +\\+1000000000000000000 `))
})

it('its sums are computed again, and a stored one that falls is named', async () => {
  const { pool, program } = economy
  const again = await rebuildReport(
    { pool, blocks: blocksOf(node()), program, ruleset: program.ruleset.name },
    '2025-02',
  )
  const stored = await verifyInStore(pool, idOf('2025-02'))
  expect(again.sha256).toBe(stored.report.reportHash)
  await pool.query('alter table report_cumulative disable trigger all')
  await pool.query('update report_cumulative set amount = amount + 1 where distribution_id = $1 and account = $2', [
    ...[idOf('2025-01'), ann],
  ])
  await expect(verifyInStore(pool, idOf('2025-02'))).rejects.toMatchObject({
    details: { what: `cumulative amount of ${ann}` },
  })
})
