import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client, Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApi } from '../../../src/api/server'
import type { Audit } from '../../../src/audit/audit'
import type { AuditCheck } from '../../../src/audit/check'
import { drift } from '../../../src/audit/checks/drift'
import { holders } from '../../../src/audit/checks/holders'
import { poolPeriods } from '../../../src/audit/checks/poolPeriods'
import { AUDIT_NODE } from '../../../src/audit/node'
import { type Reconciled, reconcile } from '../../../src/audit/reconcile'
import { blocksOf } from '../../../src/chain/blocks'
import { type Node, openNode } from '../../../src/chain/node'
import { NodeError } from '../../../src/chain/nodeError'
import { pruned } from '../../../src/chain/pruned'
import { readEnv } from '../../../src/config/env'
import { type ProfileInput, parseProfile } from '../../../src/config/profile'
import { type Network, networkOf } from '../../../src/indexer/network'
import { ChainHeads } from '../../../src/ledger/chainHeads'
import { driftAt } from '../../../src/ledger/drift'
import { identitiesAt } from '../../../src/ledger/identities'
import { readSupply } from '../../../src/ledger/supply'
import { withSnapshot } from '../../../src/postgres/snapshot'
import { account, DEAD, TestChain, ZERO } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'
import { ask } from '../api/fixture'
import { answerOf } from './answerOf'

const DAY = 86_400
const ETHER = 10n ** 18n
const NAME = 'taxed'
const FINALITY = 12
const [owner, ann, bob, eve, treasury] = [account(0), account(1), account(2), account(3), account(4)]

type Row = { class: string; account: string; cause: string; ledger: string; chain: string }
const driftRow = (name: string, who: string, cause: string, ledger: bigint, chain: bigint) => ({
  class: name,
  account: who,
  cause,
  ledger: `${ledger * ETHER}`,
  chain: `${chain * ETHER}`,
})

describe('ledger beside chain, on a real node and a real Postgres', () => {
  let postgres: TestPostgres
  let chain: TestChain
  let folder: string
  let db: Client
  let reads: Pool
  let network: Network
  let token: TestContract
  let pool: TestContract
  let indexer: AssayProcess
  let env: Record<string, string>
  let first: Reconciled

  beforeAll(async () => {
    ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
    folder = mkdtempSync(path.join(os.tmpdir(), 'assay-audit-'))
    token = await chain.deploy('DsyncToken', [owner], owner)
    pool = await chain.deploy('DestraPool', [token.address], owner)
    const profile: ProfileInput = {
      name: NAME,
      chainId: 31337,
      rpc: chain.url,
      finalityConfirmation: FINALITY,
      token: {
        address: token.address,
        symbol: 'DSync',
        decimals: 18,
        burnSinks: [DEAD, ZERO],
        burnReducesTotal: false,
        silentFees: true,
        excludedFromCirculating: [{ address: owner, label: 'deployer' }],
      },
      contracts: { stakingPool: { address: pool.address, kind: 'destra-pool' } },
      accounts: [{ address: treasury, class: 'treasury', label: 'treasury' }],
    }
    network = networkOf(parseProfile(profile, 'test', {}))
    const profileFile = path.join(folder, 'taxed.json')
    writeFileSync(profileFile, JSON.stringify(profile))
    const { url } = await freshDatabase(postgres.url, NAME)
    env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder, ASSAY_PROFILES: profileFile }
    const migrated = await AssayProcess.run(['migrate'], env)
    if (migrated.code !== 0) throw new Error(migrated.output)
    db = new Client({ connectionString: url })
    await db.connect()
    reads = new Pool({ connectionString: url, max: 1 })
    reads.on('error', () => undefined)
    indexer = AssayProcess.start(['index', '--profile', profileFile], env)
  })
  afterAll(async () => {
    await indexer?.stop()
    await reads?.end()
    await db?.end()
    await chain?.stop()
    await postgres?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** Mines what makes the present block final and waits until the indexer knows. @returns the block */
  async function finalise(): Promise<number> {
    const height = Number(await chain.rpc<string>('eth_blockNumber'))
    for (let i = 0; i < FINALITY; i++) await chain.mine()
    await indexer.until('the block to be final', async () => (await finalHeight()) >= height)
    return height
  }
  async function finalHeight(): Promise<number> {
    const { rows } = await db.query(`select to_regclass('squid_${NAME}.status') is not null as there`)
    if (!rows[0].there) return -1
    return (await db.query<{ height: number }>(`select height from squid_${NAME}.status`)).rows[0]?.height ?? -1
  }
  const rowsAt = async (block: number): Promise<Row[]> =>
    (
      await db.query<Row>(
        'select class, account, cause, ledger, chain from drift where block = $1 order by class, account',
        [block],
      )
    ).rows
  const shown = (block: number) => withSnapshot(reads, (snapshot) => driftAt(snapshot, network.profile, block))
  const once = async () => (await reconcile(db, openNode(chain.url, AUDIT_NODE), network)) as Reconciled
  /** Also where this block was compared, as by the indexer once it is at the head. */
  const again = async (): Promise<Reconciled> => {
    for (;;) {
      await db.query('delete from reconciliation')
      const reconciled = await once()
      if (reconciled) return reconciled
    }
  }

  it('says nothing before a tax: ledger, chain and what the pool owes are the same', async () => {
    for (const each of [ann, bob, eve, treasury]) await token.write(owner, 'transfer', [each, 10_000n * ETHER])
    for (const each of [ann, bob, eve]) await token.write(each, 'approve', [pool.address, 10_000n * ETHER])
    await pool.write(ann, 'stake', [1_000n * ETHER, 30 * DAY])
    await pool.write(bob, 'stake', [500n * ETHER, 30 * DAY])
    await token.write(eve, 'transfer', [DEAD, 3n * ETHER])
    const height = await finalise()
    expect(await again()).toMatchObject({ block: height, changed: 0, failing: [] })
    expect((await db.query('select count(*)::int as n from drift')).rows).toEqual([{ n: 0 }])
    const checked = await withSnapshot(reads, (snapshot) => identitiesAt(snapshot, network.profile, height))
    expect(checked.map(({ name, holds }) => [name, holds])).toEqual(
      [
        ...['burned', 'circulating', 'class:staked', 'class:tax', 'class:treasury', 'in-debt', 'total'],
        ...['total-staked', 'zero-sum'],
      ].map((name) => [name, true]),
    )
  })

  it('finds the silent tax at every account it touched, to the base unit, at the final block and no other', async () => {
    await token.write(owner, 'setFees', [500, 500, 10_000])
    await token.write(owner, 'setWalletTax', [true])
    // 1,000 announced, 950 arrive: the pool owes 50 that it never got (trap 14); the ledger has seen 950 too
    await pool.write(eve, 'stake', [1_000n * ETHER, 30 * DAY])
    await chain.mine(chain.now + 31 * DAY)
    // 1,000 leave the pool, the Transfer says 950 (trap 1)
    await pool.write(ann, 'unstake', [0])
    await token.write(treasury, 'transfer', [bob, 100n * ETHER])
    await token.write(owner, 'distributeFees', [treasury, 20n * ETHER])
    // 0x0 is credited and totalSupply() stays: no drift
    await token.write(owner, 'airdrop', [[ZERO], [7n * ETHER]])
    const height = Number(await chain.rpc<string>('eth_blockNumber'))
    const holders = [ann, bob, eve]
    const onChain = await Promise.all(holders.map((each) => token.read<bigint>('balanceOf', [each])))
    await finalise()
    const { rows } = await db.query<{ account: string; amount: string }>('select account, amount from balance')
    const ledger = new Map(rows.map((row) => [row.account, BigInt(row.amount)]))

    // After the final block the treasury is taxed again; neither side of the comparison may see it.
    await token.write(treasury, 'transfer', [bob, 200n * ETHER])
    const head = await chain.rpc<{ hash: string; number: string }>('eth_getBlockByNumber', 'latest', false)
    await indexer.until('the later transfer', async () => {
      const { rows } = await db.query('select hash from head')
      return rows[0]?.hash === head.hash
    })
    // No later block may become final between two comparisons.
    await indexer.until('what it makes final', async () => (await finalHeight()) >= Number(head.number) - FINALITY)
    first = await once()
    expect(first.block - height).toBeLessThan(2)
    // drift with a known cause breaks no identity
    expect(first.failing).toEqual([])
    expect(await rowsAt(first.block)).toEqual([
      driftRow('pool-solvency', pool.address, 'stake-tax shortfall', 1_450n, 1_500n),
      driftRow('staked', pool.address, 'transfer tax', 1_500n, 1_450n),
      driftRow('tax', token.address, 'transfer tax', -20n, 85n),
      driftRow('treasury', treasury, 'transfer tax', 9_925n, 9_920n),
    ])

    // what the named accounts have too much or too little, the holders have too little or too much
    const named = (await shown(first.block)).filter((each) => each.class !== 'pool-solvency')
    const ofHolders = holders.reduce((sum, each, i) => sum + ledger.get(each)! - onChain[i]!, 0n)
    expect(ofHolders).toBe(50n * ETHER)
    expect(named.reduce((sum, each) => sum + each.amount, 0n) + ofHolders).toBe(0n)
  })
  it('tells of the pool what the token, the pool itself and the ledger say it has, at the block it asked', async () => {
    const api = await startApi({ readEnv: () => readEnv({ ...env, GQL_PORT: '0' }), dashboardDir: folder })
    try {
      const figures = 'pool balanceOf totalStaked ledger block { number hash final }'
      const { data, errors } = await ask(
        api,
        `{ poolStaked(network: "${NAME}") { ${figures} }
           staker(network: "${NAME}", address: "${eve}") { pool { staked { ${figures} } } } }`,
      )
      expect(errors).toBeUndefined()
      const staked = {
        pool: pool.address.toLowerCase(),
        ...{ balanceOf: `${1_450n * ETHER}`, totalStaked: `${1_500n * ETHER}`, ledger: `${1_500n * ETHER}` },
        block: { number: first.block, hash: first.hash, final: true },
      }
      expect(data).toEqual({ poolStaked: [staked], staker: { pool: { staked } } })
    } finally {
      await api.close()
    }
  })

  it('writes what changed and closes what is gone, and leaves what was said of earlier blocks', async () => {
    expect(await once()).toBeNull()
    // What the tax kept from the pool is given to it, untaxed: it can pay everyone again.
    await token.write(owner, 'transfer', [pool.address, 50n * ETHER])
    const before = await shown(first.block)
    const height = await finalise()
    const second = await once()
    expect(second.block).toBe(height)
    expect(await rowsAt(second.block)).toEqual([
      driftRow('pool-solvency', pool.address, 'none', 1_500n, 1_500n),
      driftRow('tax', token.address, 'transfer tax', -20n, 95n),
      driftRow('treasury', treasury, 'transfer tax', 9_735n, 9_720n),
    ])
    expect((await shown(second.block)).map((each) => [each.class, each.amount / ETHER])).toEqual([
      ['staked', 50n],
      ['tax', -115n],
      ['treasury', 15n],
    ])
    expect(await shown(first.block)).toEqual(before)
    expect(await shown(first.block - 1)).toEqual([])
  })

  it('keeps an identity that fails as a finding, once, with its evidence, until it holds again (I8)', async () => {
    const { rows } = await db.query<{ id: string }>(
      `select id from supply_point where class = 'staked' and cause = '' order by block desc limit 1`,
    )
    const shift = (by: number) =>
      db.query('update supply_point set balance = balance + $2 where id = $1', [rows[0]!.id, by])
    const alarms = async () =>
      (await db.query<{ alarm: string }>(`select code || ' ' || message as alarm from alarm`)).rows.map(
        ({ alarm }) => alarm,
      )
    await shift(1)
    for (let round = 0; round < 2; round++) {
      expect((await again()).failing).toEqual(['zero-sum', 'class:staked', 'total-staked'])
    }
    expect(await alarms()).toEqual([expect.stringMatching(/^E-UNTRUSTED at block \d+: .*: -?\d+ is not -?\d+/)])
    const found = await db.query(
      `select name, "left" - "right" - explained as off from identity_check where not holds order by name`,
    )
    expect(found.rows).toEqual(['class:staked', 'total-staked', 'zero-sum'].map((name) => ({ name, off: '1' })))
    await shift(-1)
    await finalise()
    expect((await once()).failing).toEqual([])
    expect((await db.query('select 1 from identity_check where not holds')).rowCount).toBe(3)
    expect(await alarms()).toEqual([])
    const { rows: held } = await db.query('select held_block = block as held from reconciliation')
    expect(held).toEqual([{ held: true }])
  })

  it('is what `assay audit` says: 0 where everything holds, 1 and which where it does not, 2 beyond what is final', async () => {
    const audited = async (...args: string[]) => {
      const { code, output } = await AssayProcess.run(['audit', '--json', ...args], env)
      const { ok, block, checks } = JSON.parse(output) as Audit
      return { code, ok, block, failing: checks.filter((check) => !check.ok).map(({ id, actual }) => [id, actual]) }
    }
    const kept = async () => ({
      reports: (await db.query('select ok, failing from audit_report order by id')).rows,
      alarms: (await db.query('select code, message from alarm')).rows,
    })
    const sound = await audited()
    expect(await kept()).toEqual({ reports: [{ ok: true, failing: [] }], alarms: [] })
    expect(sound).toMatchObject({ code: 0, ok: true, failing: [] })
    expect(await audited('--at', `${sound.block.number - 1}`)).toMatchObject({ code: 0, ok: true })

    // In block 0, of which no event is: what is read again from the node would not have this log.
    const unread = (contract: string) =>
      db.query(
        `insert into quarantine (id, network, block, tx_hash, log_index, contract, topic0, reason, raw)
         values ('stray', $1, 0, '', 0, $2, '', 'unknown event of a known contract', '{}')
         on conflict (id) do update set contract = excluded.contract`,
        [NAME, contract],
      )
    await unread(network.token)
    expect(await audited('--only', 'quarantine')).toMatchObject({ code: 0, ok: true })
    await unread(pool.address.toLowerCase())
    expect(await audited('--only', 'quarantine')).toMatchObject({ code: 1, failing: [['quarantine', '1']] })
    await db.query(`delete from quarantine where id = 'stray'`)

    const row = { id: 'stray', network: NAME, block: 1, code: 'F-POOL-DIFFERENCE', title: 'planted' }
    await db.query(
      `insert into finding (id, network, block, block_time, tx_hash, code, title, evidence)
       values ($1, $2, $3, 0, '', $4, $5, '{}')`,
      Object.values(row),
    )
    const pooled = `${NAME}-${network.token}-${pool.address.toLowerCase()}`
    const { rowCount } = await db.query('update balance set amount = amount + 1 where id = $1', [pooled])
    const broken = await audited('--network', NAME)
    await db.query('update balance set amount = amount - 1 where id = $1', [pooled])
    await db.query(`delete from finding where id = 'stray'`)
    expect(rowCount).toBe(1)
    expect(broken).toMatchObject({ code: 1, ok: false })
    expect(broken.failing.map(([id]) => id)).toEqual([
      'identity:class:staked',
      'identity:total-staked',
      // A figure that fails, of which nothing is recorded yet.
      'reconciled',
      'pool',
      'replay',
    ])
    const { reports, alarms } = await kept()
    expect(reports.at(-1)).toEqual({ ok: false, failing: broken.failing.map(([id]) => id) })
    expect(alarms).toEqual([
      {
        code: 'E-AUDIT-FAILED',
        message: expect.stringContaining('class:staked, identity:total-staked, reconciled, pool, replay; '),
      },
    ])
    const status = await AssayProcess.run(['status'], env)
    expect(status.output).toMatch(
      /audit at block \d+, \S+: FAILS identity:class:staked, identity:total-staked, reconciled, pool, replay\n/,
    )

    // What was asked of one check alone says nothing of the others.
    const page = path.join(folder, 'report.html')
    expect(await audited('--only', 'drift,complete', '--report', page)).toMatchObject({ code: 0, ok: true })
    expect(readFileSync(page, 'utf8')).toContain('All 2 checks hold')
    expect((await kept()).alarms).toHaveLength(1)
    expect(await audited('--report', page)).toMatchObject({ code: 0, failing: [] })
    expect((await kept()).alarms).toEqual([])
    expect(await AssayProcess.run(['audit', '--only', 'drifts'], env)).toMatchObject({ code: 2 })
    expect(await AssayProcess.run(['audit', '--at', '999999'], env)).toMatchObject({
      code: 2,
      output: expect.stringContaining('E-NOT-FINAL'),
    })
  })

  it('asks the chain of holders and pool periods too, under a tax, and names what was invented', async () => {
    const { block, hash } = await again()
    const look = (check: AuditCheck) =>
      answerOf(check, { db, node: openNode(chain.url, AUDIT_NODE), network, block: { number: block, hash } })
    const sound = await Promise.all([look(holders), look(poolPeriods), look(drift)])
    expect(sound).toMatchObject([{ ok: true, evidence: { taxed: '1' } }, { ok: true }, { ok: true }])
    const change = async (sql: string, check: AuditCheck, back: string) => {
      await db.query(sql)
      const found = await look(check)
      await db.query(back)
      return found
    }
    const million = (account: string, by: string) =>
      `update balance set amount = amount ${by} 1e24 where asset = '${network.token}' and account = '${account}'`
    for (const [check, account] of [
      [holders, bob.toLowerCase()],
      [drift, treasury.toLowerCase()],
    ] as const)
      expect(await change(million(account, '+'), check, million(account, '-'))).toMatchObject({
        ok: false,
        evidence: { [account]: expect.stringContaining(' here, ') },
      })
    const booked = (by: string) => `update pool_period set booked = booked ${by} 1 where period = 0`
    expect(await change(booked('+'), poolPeriods, booked('-'))).toMatchObject({
      ok: false,
      evidence: { [`period 0 of ${pool.address.toLowerCase()}`]: expect.stringContaining('weight') },
    })
  })

  it('writes nothing when the node is away or has another chain, and leaves a second worker nothing to do', async () => {
    await db.query('delete from reconciliation')
    await expect(reconcile(db, openNode('http://127.0.0.1:9', AUDIT_NODE), network)).rejects.toMatchObject({
      code: 'E-RPC',
      retryable: true,
    })
    const other = await TestChain.start()
    try {
      await other.rpc('anvil_mine', '0x80')
      await expect(reconcile(db, openNode(other.url, AUDIT_NODE), network)).rejects.toMatchObject({
        code: 'E-CHAIN-OTHER',
      })
      expect((await db.query('select code from alarm')).rows).toEqual([{ code: 'E-CHAIN-OTHER' }])
    } finally {
      await other.stop()
    }
    const second = new Client({ connectionString: env.DB_URL })
    await second.connect()
    const [one, two] = await Promise.all([once(), reconcile(second, openNode(chain.url, AUDIT_NODE), network)])
    await second.end()
    expect([one, two].filter((each) => each !== null)).toHaveLength(1)
    expect((await db.query('select code from alarm')).rows).toEqual([])
  })

  it('believes the figures again as soon as the node is of the chain that was indexed, at a block compared before', async () => {
    const { block } = await again()
    const { rows } = await db.query('select * from reconciliation')
    const trusted = () =>
      withSnapshot(reads, async (snapshot) => {
        const chainHeads = new ChainHeads(() => ({}))
        return (await readSupply({ chainHeads }, snapshot, network.profile, {})).trusted
      })
    const doubt = () =>
      db.query(`insert into alarm (network, code, message) values ($1, 'E-CHAIN-OTHER', 'another')`, [NAME])
    expect(await trusted()).toBe(true)
    await doubt()
    expect(await trusted()).toBe(false)
    expect(await once()).toMatchObject({ block })
    expect(rows[0].block).toBe(block)
    expect(await trusted()).toBe(true)

    // A node that keeps no state has the blocks all the same.
    await doubt()
    await db.query(`update reconciliation set checked_at = checked_at - interval '1 hour'`)
    const sound = openNode(chain.url, AUDIT_NODE)
    const stateless: Node = {
      ask: (method, params) => (method === 'eth_call' ? Promise.reject(pruned(method)) : sound.ask(method, params)),
    }
    await expect(reconcile(db, stateless, network)).rejects.toMatchObject({ code: 'E-STATE-PRUNED' })
    // That it tells nothing of contracts is an alarm of its own, until one does.
    const codes = async () => (await db.query('select code, message from alarm')).rows
    expect(await codes()).toEqual([
      { code: 'E-NOT-COMPARED', message: expect.stringMatching(/^the node does not tell .*; name an archive node$/) },
    ])
    await again()
    expect(await codes()).toEqual([])
  })

  it('is an alarm where it is due and the node cannot tell, and none while history is read or it was made lately', async () => {
    const sound = openNode(chain.url, AUDIT_NODE)
    const noCalls = new NodeError('node', 'eth_call', { code: -32_601, message: 'the method does not exist' })
    const answering = (calls: (at: unknown) => Promise<unknown>, ahead = 0): Node => ({
      ask: async <T>(method: string, params: readonly unknown[]) => {
        if (method === 'eth_call') return (await calls(Object(params[1]).blockHash)) as T
        if (params[0] === 'finalized') throw noCalls
        const answer = await sound.ask<T>(method, params)
        return method === 'eth_blockNumber' ? (`0x${(Number(answer) + ahead).toString(16)}` as T) : answer
      },
    })
    const alarmOf = async (node: Node): Promise<string | undefined> => {
      await db.query('delete from alarm')
      await expect(reconcile(db, node, network)).rejects.toThrow()
      return (await db.query(`select message from alarm where code = 'E-NOT-COMPARED'`)).rows[0]?.message
    }
    const refusing = (ahead?: number) => answering(() => Promise.reject(pruned('eth_call')), ahead)
    // The indexer would compare meanwhile.
    await indexer.stop()
    await db.query('delete from reconciliation')
    expect(await alarmOf(refusing())).toMatch(/name an archive node$/)
    expect(await alarmOf(refusing(3))).toMatch(/name an archive node$/)
    expect(await alarmOf(answering(() => Promise.reject(noCalls)))).toMatch(/serves eth_call at a block’s hash$/)
    expect(await alarmOf(answering(() => Promise.resolve(null)))).toMatch(/answered by null.*serves eth_call/)
    const { height } = (await db.query(`select height from squid_${NAME}.status`)).rows[0]
    const { hash } = await blocksOf(sound).header(height)
    const newer = (at: unknown) => (at === hash ? Promise.reject(pruned('eth_call')) : Promise.resolve('0x00'))
    expect(await alarmOf(answering(newer, 3))).toBeUndefined()
    await once()
    await db.query('update reconciliation set block = block - 1')
    expect(await alarmOf(refusing())).toBeUndefined()
    indexer = AssayProcess.start(['index', '--profile', env.ASSAY_PROFILES!], env)
  })

  it('is done once a round by indexer and cron together', async () => {
    // The indexer compares each half minute what it writes.
    await again()
    const checked = async () => (await db.query('select checked_at from reconciliation')).rows[0].checked_at.getTime()
    const height = await finalHeight()
    await chain.mine()
    await indexer.until('a block that was not compared', async () => (await finalHeight()) > height)
    // A round of the indexer may have begun while \`again\` had forgotten the last one.
    const before = await checked()
    const cron = AssayProcess.start(['cron'], env)
    try {
      await cron.until('it to be ready', async () => cron.log.includes('ready cron'))
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      expect(await checked()).toBe(before)
    } finally {
      await cron.stop()
    }
  })

  it('is done by the cron, which outlives a node that is away', async () => {
    await db.query('delete from reconciliation')
    const lost = AssayProcess.start(['cron'], { ...env, RPC_TAXED_HTTP: 'http://127.0.0.1:9' })
    await lost.until('the complaint', async () => lost.log.includes('E-RPC'))
    await lost.stop()
    expect((await db.query('select 1 from reconciliation')).rowCount).toBe(0)
    const cron = AssayProcess.start(['cron'], env)
    await cron.until('a reconciliation', async () => (await db.query('select 1 from reconciliation')).rowCount === 1)
    await cron.stop()
    expect([await lost.exited(), await cron.exited()]).toEqual([0, 0])
  })
})
