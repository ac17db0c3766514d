import { readFileSync } from 'node:fs'
import path from 'node:path'
import { getAddress, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Answer, AuditContext } from '../../../src/audit/check'
import { claimsOnChain } from '../../../src/audit/checks/claimsOnChain'
import { blocksOf } from '../../../src/chain/blocks'
import { openNode } from '../../../src/chain/node'
import { address, type Hash } from '../../../src/economics/units'
import { closeDue } from '../../../src/rewards/close/close'
import { approve } from '../../../src/rewards/publish/approve'
import { publishOnce } from '../../../src/rewards/publish/publish'
import { reclaimBatch, reclaimStep, requireReclaimable, sendReclaim } from '../../../src/rewards/publish/reclaim'
import { rpcPublishChain } from '../../../src/rewards/publish/rpcChain'
import { claimStates, distributionById, proofOf } from '../../../src/rewards/read'
import { simulateBatch } from '../../../src/rewards/safe/simulate'
import { account, type TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { type Economy, holder, utc } from './support/economy'
import { type PayingChain, startPayingChain, whileMining } from './support/payingChain'

const ETHER = 10n ** 18n
const DAY = 86_400
const owner = account(0)
/** A key of this test only. */
const key: Hex = `0x${'11'.repeat(32)}`
const publisher = privateKeyToAccount(key).address
const treasury = address(account(8))
const id = 'fixture:destra.stakers.monthly:2025-01'
const [ann, bob] = [holder(1), holder(2)]
const expiry = { days: 180, to: treasury }

let postgres: TestPostgres
let paying: PayingChain
let chain: TestChain
let distributor: TestContract
let economy: Economy

beforeAll(async () => {
  postgres = await startTestPostgres()
  const over = () => ({ expiry: { 'destra.stakers.monthly': expiry } })
  paying = await startPayingChain(postgres.url, publisher, { over })
  ;({ chain, distributor, economy } = paying)
  await chain.mine(utc('2025-01-20T00:00:00'))
  await economy.revenue(chain.now, 3n * ETHER, await head())
  for (const who of [ann, bob]) await economy.stake(who, 1_000n, 360, 4, utc('2025-01-05T00:00:00'), 1)
  await chain.mine(utc('2025-02-01T00:00:00'))
  for (let block = 0; block < 14; block++) await chain.mine()
  await economy.finalAt(await head())
  expect(await closeDue({ ...economy, blocks: blocksOf(node()), worker: 'test' })).toEqual([id])
  await approve(economy.pool, id, 'test')
})
afterAll(async () => {
  await paying?.close()
  await postgres?.stop()
})

const node = () => openNode(chain.url, { timeoutMs: 5_000, retries: 0 })
const head = async () => Number(await chain.rpc<string>('eth_blockNumber'))
const publishChain = () => rpcPublishChain(node(), key)
const publish = () => {
  const { pool, program } = economy
  return publishOnce(
    {
      ...{ pool, chain: publishChain(), payers: [], approvers: null, expiry: program.expiry },
      ...{ distributor: program.distributor!, waitMs: 5_000, sleep: () => chain.mine() },
    },
    id,
  )
}
/** The built command, as an operator runs it. */
const reclaim = (...args: string[]) =>
  AssayProcess.run(['rewards', 'reclaim', id, ...args], { ...paying.env, REWARDS_SIGNER_KEY: key })
const states = async () => (await claimStates(economy.pool, [id])).get(id)!
/** What the indexer writes of the chain's events. */
const indexed = (set: string) => economy.pool.query(`update publication set ${set}`)
/** What the audit says at the head, of rows that are as they are or are lied about. */
async function audited(lie = 'select') {
  const db = await economy.pool.connect()
  try {
    await db.query('begin')
    await db.query(lie)
    const { number, hash } = await chain.rpc<{ number: string; hash: Hash }>('eth_getBlockByNumber', 'latest', false)
    const network = {
      name: 'fixture',
      profile: { contracts: { d: { address: distributor.address, kind: 'merkle-distributor' } } },
    }
    const context = { db, node: node(), network, block: { number: Number(number), hash, time: 0 }, progress: () => {} }
    return (await claimsOnChain.run(context as unknown as AuditContext)) as Answer
  } finally {
    await db.query('rollback')
    db.release()
  }
}
const headIs = (time: number) =>
  economy.pool.query(
    `insert into head values ('fixture', 1, '0x', $1) on conflict (id) do update set time = excluded.time`,
    [time],
  )

it('publishes under the declared window alone, refuses late claims, and takes back the rest once', async () => {
  const { program } = economy
  const window = (days: number, to: string) =>
    distributor.write(owner, 'setClaimWindow', [program.programId, days * DAY, to])
  const refused = { code: 'E-CLAIM-WINDOW', next: expect.stringContaining(`15552000, ${treasury}`) }
  await expect(publish()).rejects.toMatchObject({ ...refused, message: expect.stringContaining('says for ever') })
  await window(179, treasury)
  await expect(publish()).rejects.toMatchObject({ ...refused, message: expect.stringContaining('for 179 days') })
  await window(180, owner)
  await expect(publish()).rejects.toMatchObject(refused)
  await window(180, treasury)
  expect(await publish()).toBe('published')

  const [end] = await distributor.read<[bigint]>('expiry', [program.programId, 202501n])
  const distribution = (await distributionById(economy.pool, id))!
  await economy.pool.query(
    `insert into publication (id, network, distributor, program_id, period, asset, root, total, report_hash, block, block_time,
       tx_hash, expires_at, reclaim_to) select 'p', network, $2, program_id, period_number, 'eth', r.root, r.distributed, r.sha256, 1, 0,
       '0x', $3, $4 from distribution d join report r on r.distribution_id = d.id where d.id = $1`,
    [id, distributor.address, `${end}`, treasury],
  )
  await headIs(Number(end) - 1)
  const shareOf = async (who: typeof ann) => (await proofOf(economy.pool, id, who))!
  const claim = async (who: typeof ann) => {
    const { programId, period, amount, proof } = await shareOf(who)
    await distributor.write(owner, 'claim', [programId, period, who, amount, proof])
    return amount
  }
  const claimed = await claim(ann)
  await indexed(`claimed = ${claimed}`)
  const rest = distribution.report!.distributed - claimed
  await economy.pool.query(
    `insert into reward_claim (id, network, distributor, program_id, period, account, amount, block, block_time, tx_hash)
     values ('c', 'fixture', $1, $2, 202501, $3, $4, 2, 0, '0x')`,
    [distributor.address, program.programId, ann, `${claimed}`],
  )
  expect(await audited()).toMatchObject({ ok: true })
  expect(await states()).toMatchObject({ claimed, claimable: rest, expired: 0n, reclaimed: 0n, expiresAt: Number(end) })
  const now = async () => requireReclaimable(id, program.expiry, await states())
  await expect(now()).rejects.toMatchObject({
    code: 'E-RECLAIM',
    message: expect.stringContaining('can be claimed until'),
  })
  expect(await reclaim()).toMatchObject({
    code: 2,
    output: expect.stringMatching(/^E-RECLAIM: .*can be claimed until/),
  })
  const step = reclaimStep(program.distributor!, distribution)
  await expect(publishChain().simulate(step.call)).rejects.toMatchObject({
    message: expect.stringContaining('ClaimsNotOver'),
  })

  await chain.mine(Number(end))
  await headIs(Number(end))
  await expect(claim(bob)).rejects.toMatchObject({ errorName: 'ClaimsOver' })
  expect(await states()).toMatchObject({ claimed, claimable: 0n, expired: rest, reclaimed: 0n })
  expect(await now()).toBe(Number(end))
  const state = await states()
  const wrong = [
    [null, state, 'declares no expiry'],
    [{ days: 180, to: address(owner) }, state, 'and the profile declares'],
    [expiry, { ...state, expired: 0n }, 'has nothing unclaimed'],
    [expiry, { ...state, expiresAt: null }, 'without a claim window'],
    [expiry, { ...state, pending: 1n }, 'is not on the chain'],
  ] as const
  for (const [declared, claims, words] of wrong) expect(() => requireReclaimable(id, declared, claims)).toThrow(words)

  const safe = address(account(7))
  expect(await simulateBatch(publishChain(), safe, [step])).toBe(`simulated as ${safe}: reclaim would be accepted`)
  const batch = reclaimBatch(31337, step, { id, amount: rest, to: treasury, time: Number(end), safe: getAddress(safe) })
  expect(JSON.parse(batch).transactions).toMatchObject([
    { data: null, contractMethod: { name: 'reclaim' }, contractInputsValues: { period: '202501' } },
  ])
  const before = await chain.balance(treasury)
  const told = `${id}: 1.5000 ETH (${rest} base units) unclaimed, to ${treasury}\n`
  const dry = await reclaim()
  expect(dry).toEqual({ code: 0, output: `${told}the distributor would accept it; nothing was sent\n` })
  expect(await reclaim('--dry-run')).toEqual(dry)
  const file = path.join(economy.dataDir, 'reclaim.json')
  expect(await reclaim('--safe', safe, '--out', file)).toEqual({
    code: 0,
    output: `${told}simulated as ${safe}: reclaim would be accepted\n`,
  })
  expect(readFileSync(file, 'utf8')).toBe(batch)
  for (const other of [['--dry-run'], ['--safe', safe]])
    expect(await reclaim('--send', ...other)).toMatchObject({ code: 2, output: expect.stringMatching(/^E-USAGE/) })
  expect(await chain.balance(treasury)).toBe(before)
  const sent = await whileMining(chain, () => reclaim('--send'))
  expect(sent).toEqual({ code: 0, output: expect.stringMatching(/\nreclaimed [^ ]*: 0x[0-9a-f]{64}\n$/) })
  const [tx] = /0x[0-9a-f]{64}/.exec(sent.output)!
  const sending = { chain: publishChain(), waitMs: 5_000, sleep: () => chain.mine() }
  expect((await chain.balance(treasury)) - before).toBe(rest)
  expect(await chain.balance(distributor.address)).toBe(0n)
  await expect(sendReclaim(sending, step)).rejects.toMatchObject({
    message: expect.stringContaining('AlreadyReclaimed'),
  })
  await indexed(`reclaimed = ${rest}, reclaimed_block = 9, reclaimed_time = ${end}, reclaimed_tx = '${tx}'`)
  expect(await states()).toMatchObject({ claimed, claimable: 0n, expired: 0n, reclaimed: rest })
  expect(await audited()).toMatchObject({ ok: true })
  const lies: [string, string, string][] = [
    ['reward_claim', 'amount = amount - 1', `claimed ${claimed - 1n} here, ${claimed} there`],
    ['publication', 'total = total + 1', `total ${distribution.report!.distributed + 1n} here`],
    ['publication', 'expires_at = expires_at - 1', `ends ${end - 1n} here, ${end} there`],
    ['publication', 'expires_at = null', `ends 0 here, ${end} there`],
    ['publication', 'reclaimed = null', 'reclaimed false here, true there'],
  ]
  for (const [table, set, words] of lies)
    expect((await audited(`update ${table} set ${set}`)).evidence[id]).toContain(words)
  const kept = await audited('update unclaimed set amount = amount + 1')
  expect(kept).toMatchObject({
    ok: false,
    evidence: { [`unclaimed of ${program.programId}`]: '1 kept, 0 by its publications' },
  })
  expect(await reclaim()).toMatchObject({ code: 2, output: expect.stringContaining(`was reclaimed by ${tx}`) })
})

it('names what a distributor owes and does not hold', async () => {
  const root = `0x${'ab'.repeat(32)}`
  const args = [economy.program.programId, 202502n, `0x${'0'.repeat(40)}`, root, 5n, root]
  await distributor.write(publisher.toLowerCase() as `0x${string}`, 'publish', args, 5n)
  await economy.pool.query(
    `insert into publication (id, network, distributor, program_id, period, asset, root, total, report_hash, block, block_time, tx_hash,
       expires_at) select 'q', network, distributor, program_id, 202502, asset, $1, 5, $1, 3, 0, '0x', $2 from publication`,
    [root, `${(await distributor.read<[bigint]>('expiry', [economy.program.programId, 202502n]))[0]}`],
  )
  expect(await audited()).toMatchObject({ ok: true })
  await chain.setBalance(distributor.address, 4n)
  await chain.mine()
  const about = `eth of ${distributor.address}`
  expect(await audited()).toMatchObject({ ok: false, evidence: { [about]: '4 held, 5 unclaimed' } })
})

it('knows a distributor of before by its silence: no window', async () => {
  const before = address((await chain.deploy('Votes', [treasury], owner)).address)
  expect(await publishChain().claimWindow(before, economy.program.programId)).toBeNull()
  expect(await publishChain().claimWindow(holder(77), economy.program.programId)).toBeNull()
})
