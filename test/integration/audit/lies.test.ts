import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Audit, type AuditOptions, audit } from '../../../src/audit/audit'
import { audits } from '../../../src/audit/checks/audits'
import { claims } from '../../../src/audit/checks/claims'
import { complete } from '../../../src/audit/checks/complete'
import { cursors } from '../../../src/audit/checks/cursors'
import { emissions } from '../../../src/audit/checks/emissions'
import { hashes } from '../../../src/audit/checks/hashes'
import { revenue } from '../../../src/audit/checks/revenue'
import { routes } from '../../../src/audit/checks/routes'
import { slashes } from '../../../src/audit/checks/slashes'
import { keepReport } from '../../../src/audit/report/kept'
import { isAudited, isNews, markTold, storeAudit } from '../../../src/audit/report/store'
import { UnderWay } from '../../../src/audit/report/underWay'
import type { Node } from '../../../src/chain/node'
import { readEnv } from '../../../src/config/env'
import { parseProfile } from '../../../src/config/profile'
import { eventIdPrefix } from '../../../src/events/ids'
import { networkOf } from '../../../src/indexer/network'
import { planted } from '../../support/planted'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, fixtureProfile, hashOf, holder } from '../rewards/support/economy'
import { answerOf } from './answerOf'

const checks = { claims, complete, cursors, emissions, hashes, revenue, routes, slashes }
const LAST = 20
const kinds = ['dgrid-nodes', 'revenue-vault', 'merkle-distributor', 'deepnode-router', 'deepnode-emissions'] as const
const contracts = Object.fromEntries(
  kinds.map((kind, n) => [kind.replace('-', ''), { address: holder(700 + n), kind }]),
)
const split = [{ fromBlock: 0, stakers: 6_000, nodes: 2_500, buyback: 1_500 }]
const network = networkOf(
  parseProfile(fixtureProfile({ over: { contracts, programs: [], revenueSplitBps: split } }), 'fixture', {}),
)
const node: Node = {
  async ask<T>(_: string, [of]: readonly unknown[]): Promise<T> {
    const number = Number(of)
    return {
      number: of,
      hash: hashOf(number),
      parentHash: hashOf(number - 1),
      timestamp: `0x${(number * 10).toString(16)}`,
    } as T
  },
}
const eventOf = (block: number, logIndex = 0) =>
  `${eventIdPrefix('fixture', { number: block, hash: hashOf(block) })}${String(logIndex).padStart(6, '0')}-0`
const PROGRAM = hashOf(77)
const where = (block: number) => ({ network: 'fixture', block, block_time: block * 10, tx_hash: hashOf(9_000 + block) })

let postgres: TestPostgres
let economy: Economy
let db: Client
let forger: Client

beforeAll(async () => {
  postgres = await startTestPostgres()
  economy = await Economy.create(postgres.url)
  db = new Client({ connectionString: economy.url })
  forger = new Client({ connectionString: economy.url })
  await Promise.all([db.connect(), forger.connect()])
  await history()
})
afterAll(async () => {
  await Promise.all([db?.end(), forger?.end()])
  await economy?.close()
  await postgres?.stop()
})

async function insert(table: string, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row).map((name) => `"${name}"`)
  const places = columns.map((_, n) => `$${n + 1}`)
  await db.query(`insert into "${table}" (${columns.join(', ')}) values (${places.join(', ')})`, Object.values(row))
}

/** A row of each kind, true to its rule. */
async function history(): Promise<void> {
  await db.query(
    `insert into block (id, network, number, hash, time) select 'fixture-' || lpad(b::text, 10, '0'), 'fixture', b,
       '0x' || lpad(to_hex(b), 64, '0'), b * 10 from generate_series(1, ${LAST}) b`,
  )
  await db.query('update squid_fixture.status set height = $1, hash = $2', [LAST - 2, hashOf(LAST - 2)])
  await insert('head', { id: 'fixture', number: LAST, hash: hashOf(LAST), time: LAST * 10 })
  for (const [level, from, to] of [
    ['structure', 0, 4],
    ['bloom', 5, 9],
    ['block', 10, LAST],
  ] as const)
    await insert('completeness', {
      id: `fixture-${String(from).padStart(10, '0')}`,
      network: 'fixture',
      level,
      from_block: from,
      to_block: to,
    })
  for (const block of [3, 7])
    await insert('event', {
      ...{ id: eventOf(block), ...where(block), block_hash: hashOf(block), log_index: 0, part: 0, tx_index: 0 },
      ...{ contract: network.token, kind: 'token.Transfer', version: 1, data: '{}' },
    })
  await insert('node_version', {
    id: 'n',
    network: 'fixture',
    node: holder(1),
    stake: 1_000,
    jailed_until: 0,
    from_block: 1,
    from_time: 10,
  })
  await insert('slash', {
    id: eventOf(5),
    ...where(5),
    node: holder(1),
    job_id: '0x',
    amount: 100,
    stake_before: 1_000,
    reason: '',
    burned: true,
  })
  await insert('movement', {
    ...{ id: `${eventOf(5)}-0`, ...where(5), asset: network.token, from_class: 'node-stake', to_class: 'burned' },
    ...{ from_account: holder(701), to_account: holder(0), amount: 100, cause: 'slash' },
  })
  await insert('revenue', {
    id: eventOf(6),
    ...where(6),
    source: 's',
    payer: holder(2),
    asset: 'eth',
    amount: 1_001,
    stakers: 601,
    nodes: 250,
    buyback: 150,
  })
  await insert('model', {
    id: 'm',
    network: 'fixture',
    model_id: 1,
    domain_id: 1,
    owner: holder(3),
    owner_bps: 4_500,
    block: 1,
  })
  await insert('revenue_route', {
    id: eventOf(8),
    ...where(8),
    model_id: 1,
    domain_id: 1,
    gross: 1_000,
    model_owner: 450,
    fees: 100,
    buyback: 10,
    emission_reserve: 440,
    burned: 5,
  })
  await insert('domain_version', {
    ...{ id: 'd', network: 'fixture', domain_id: 1, owner: holder(4), from_block: 4, from_time: 40, miners_bps: 4_000 },
    ...{ stakers_bps: 4_000, validators_bps: 900, domain_owner_bps: 500, model_owners_bps: 500 },
  })
  await insert('event', {
    ...{ id: eventOf(4), ...where(4), block_hash: hashOf(4), log_index: 0, part: 0, tx_index: 0, contract: '0x' },
    ...{ kind: 'deepnode-router.DomainConfigured', version: 1, data: JSON.stringify({ domainId: '1' }) },
  })
  await insert('parameter', {
    id: `${eventOf(2)}-ceilingBps:0`,
    network: 'fixture',
    contract: '0x',
    name: 'ceilingBps:0',
    value: '4500',
    from_block: 2,
    from_time: 20,
  })
  await insert('emission', {
    id: 'e',
    network: 'fixture',
    epoch: 1,
    domain_id: 1,
    amount: 700,
    block: 9,
    block_time: 90,
  })
  await insert('movement', {
    ...{ id: `${eventOf(9)}-0`, ...where(9), asset: network.token, from_class: 'issuance', to_class: 'rewards' },
    ...{ from_account: holder(0), to_account: holder(5), amount: 700, cause: 'emission' },
  })
  await distribution()
}

async function distribution(): Promise<void> {
  const root = hashOf(1)
  await insert('distribution', {
    ...{
      id: 'dist',
      network: 'fixture',
      program: 'p',
      program_id: PROGRAM,
      ruleset: 'r',
      asset: 'eth',
      period: '2026-01',
    },
    ...{ period_number: 3, period_start: 0, period_end: 100, state: 'published' },
  })
  await insert('report', {
    ...{
      distribution_id: 'dist',
      pinned_block: 9,
      pinned_hash: '0x',
      pinned_time: 90,
      pot: 10,
      carry_in: 0,
      distributed: 9,
    },
    ...{ carry: 1, total_weight: 1, staked_weight: 1, participants: 1, shares: 2, root, sha256: hashOf(2), body: '' },
  })
  const share = { distribution_id: 'dist', weight: 1, remainder: 0, explanation: '' }
  await insert('report_share', { ...share, account: holder(6), amount: 4, tree_index: 1 })
  await insert('report_share', { ...share, account: holder(7), amount: 5, tree_index: 2 })
  const of = { distributor: holder(702), program_id: PROGRAM, period: 3 }
  await insert('publication', {
    id: 'pub',
    ...where(11),
    ...of,
    asset: holder(0).replace(/.*/, `0x${'0'.repeat(40)}`),
    root,
    total: 9,
    report_hash: hashOf(2),
    claimed: 4,
  })
  await insert('reward_claim', { id: eventOf(12), ...where(12), ...of, account: holder(6), amount: 4 })
}

const block = { number: LAST - 2, hash: hashOf(LAST - 2) }
const answer = (id: keyof typeof checks) => answerOf(checks[id], { db, node, network, block })

describe('a lie in a row that no event caused', () => {
  it('is found by none of the checks where there is none', async () => {
    for (const id of Object.keys(checks) as (keyof typeof checks)[])
      expect([id, await answer(id)]).toMatchObject([id, { ok: true }])
  })

  it.each([
    ['slashes', 'slash', 'update slash set amount = 201', eventOf(5)],
    ['slashes', 'slash', 'update slash set stake_before = 900', eventOf(5)],
    ['slashes', 'slash', 'update slash set burned = false', eventOf(5)],
    ['slashes', 'movement', "update movement set to_class = 'treasury' where cause = 'slash'", eventOf(5)],
    ['revenue', 'revenue', 'update revenue set nodes = nodes + 1, stakers = stakers - 1', eventOf(6)],
    ['revenue', 'revenue', 'update revenue set amount = amount + 1', eventOf(6)],
    ['routes', 'revenue_route', 'update revenue_route set fees = fees + 1', eventOf(8)],
    ['routes', 'revenue_route', 'update revenue_route set buyback = 9, fees = fees + 1', eventOf(8)],
    ['routes', 'revenue_route', 'update revenue_route set model_owner = 451, fees = 99', eventOf(8)],
    ['routes', 'revenue_route', 'update revenue_route set burned = 0', eventOf(8)],
    ['emissions', 'domain_version', 'update domain_version set stakers_bps = 4001', 'd'],
    ['emissions', 'domain_version', 'update domain_version set miners_bps = 4600, stakers_bps = 3400', 'd'],
    ['emissions', 'emission', 'update emission set amount = 701', 'block 9'],
    ['claims', 'publication', 'update publication set total = 8', 'dist'],
    ['claims', 'publication', "update publication set root = '0xab'", 'dist'],
    ['claims', 'publication', 'update publication set claimed = 5', 'dist'],
    ['claims', 'publication', 'update publication set claimed = null', 'dist'],
    ['claims', 'publication', 'update publication set expires_at = 5', 'dist'],
    ['claims', 'publication', "update publication set reclaim_to = '0xab'", 'dist'],
    ['claims', 'publication', 'update publication set reclaimed = 6', 'dist'],
    ['claims', 'publication', 'update publication set reclaimed_block = 13', 'dist'],
    ['claims', 'publication', 'update publication set reclaimed_time = 13', 'dist'],
    ['claims', 'publication', "update publication set reclaimed_tx = '0xab'", 'dist'],
    ['claims', 'reward_claim', 'update reward_claim set amount = 5', eventOf(12)],
    ['claims', 'reward_claim', 'update reward_claim set amount = 10', `${holder(702)} ${PROGRAM} 3`],
    ['claims', 'reward_claim', `update reward_claim set account = '${holder(66)}'`, eventOf(12)],
    ['claims', 'reward_claim', 'update reward_claim set period = 4', eventOf(12)],
    [
      'claims',
      'reward_claim',
      `insert into reward_claim select '${eventOf(13)}', network, distributor, program_id, period, account, amount, block, block_time, tx_hash from reward_claim`,
      eventOf(12),
    ],
    [
      'complete',
      'completeness',
      "update completeness set level = 'bloom' where level = 'structure'",
      'fixture-0000000005',
    ],
    [
      'complete',
      'completeness',
      "update completeness set to_block = 3 where level = 'structure'",
      'fixture-0000000005',
    ],
    [
      'complete',
      'completeness',
      "update completeness set to_block = 6 where level = 'structure'",
      'fixture-0000000005',
    ],
    [
      'complete',
      'completeness',
      "update completeness set level = 'certain' where level = 'bloom'",
      'fixture-0000000005',
    ],
    ['complete', 'completeness', "delete from completeness where level = 'bloom'", 'fixture-0000000010'],
    ['cursors', 'squid_fixture.status', "update squid_fixture.status set hash = '0xab'", 'final height'],
    ['cursors', 'squid_fixture.status', 'update squid_fixture.status set height = 99', 'final height'],
    ['cursors', 'head', 'update head set number = 19', 'head'],
    ['cursors', 'projection_cursor', "insert into projection_cursor values ('fixture', 99, 0)", 'projection cursor'],
    ['cursors', 'event', `update event set block_time = 31 where id = '${eventOf(3)}'`, eventOf(3)],
    ['cursors', 'event', `update event set log_index = 1 where id = '${eventOf(3)}'`, eventOf(3)],
    ['cursors', 'block', 'delete from block where number = 7', eventOf(7)],
    ['hashes', 'block', "update block set hash = '0xab' where number = 7", 'block 7'],
    ['hashes', 'block', 'update block set time = 71 where number = 7', 'block 7'],
  ] as const)('is named by check %s, with its row: %s: %s', async (id, table, lie, name) => {
    const found = await planted(forger, table, lie, () => answer(id))
    expect([found.ok, Object.keys(found.evidence)]).toEqual([false, expect.arrayContaining([name])])
    expect(await answer(id)).toMatchObject({ ok: true })
  })
})

describe('an audit that is interrupted', () => {
  const answering: Node = {
    async ask<T>(method: string, params: readonly unknown[]): Promise<T> {
      if (method === 'eth_chainId') return '0x7a69' as T
      return params[0] === 'finalized' ? (null as T) : node.ask<T>(method, params)
    },
  }
  const asked = async (dataDir: string, more: Partial<AuditOptions> = {}) => {
    const underWay = UnderWay.open(dataDir, 'fixture')!
    const whole = { underWay, only: ['hashes', 'revenue', 'claims'], sample: Number.POSITIVE_INFINITY }
    const found = await audit({ db, node: answering, env: readEnv({}) }, network, { ...whole, ...more })
    underWay.end()
    return found
  }
  /** Ends when a check begins, as a kill does: its lock is stale from then on. */
  const killedAt = async (dataDir: string, check: string) => {
    const progress = (text: string) => {
      if (text.includes(`: ${check}: `)) throw new Error('killed')
    }
    await expect(asked(dataDir, { progress })).rejects.toThrow('killed')
    rmSync(path.join(dataDir, 'audits/fixture.under-way.ndjson.pid'))
  }
  const folder = () => mkdtempSync(path.join(os.tmpdir(), 'assay-resume-'))

  it('goes on at its block with what has not answered, and says which answers are older', async () => {
    const dataDir = folder()
    const order = (await asked(dataDir)).checks.map(({ id }) => id)
    const [first, second] = order as [string, string]
    await killedAt(dataDir, second)
    appendFileSync(path.join(dataDir, 'audits/fixture.under-way.ndjson'), '{"id":"torn')
    const underWay = UnderWay.open(dataDir, 'fixture')!
    const { interrupted } = underWay
    expect([...interrupted!.answered.keys()]).toEqual([first])
    expect(interrupted).toMatchObject({ block, scope: { sample: Number.POSITIVE_INFINITY } })
    const found = await audit({ db, node: answering, env: readEnv({}) }, network, { underWay, interrupted })
    expect(found).toMatchObject({ ok: true, block })
    expect(found.checks.map(({ id }) => id)).toEqual(order)
    const older = found.checks.filter(({ evidence }) =>
      /before the audit was interrupted$/.test(evidence.answered ?? ''),
    )
    expect(older.map(({ id }) => id)).toEqual([first])
    underWay.end()
    expect(UnderWay.open(dataDir, 'fixture')).toMatchObject({ interrupted: undefined })
  })

  it('is not gone on with on another chain, nor by a second process', async () => {
    const dataDir = folder()
    await killedAt(dataDir, 'claims')
    const underWay = UnderWay.open(dataDir, 'fixture')!
    const interrupted = { ...underWay.interrupted!, block: { ...block, hash: hashOf(99) } }
    await expect(
      audit({ db, node: answering, env: readEnv({}) }, network, { underWay, interrupted }),
    ).rejects.toMatchObject({ code: 'E-CHAIN-OTHER' })
    expect(UnderWay.open(dataDir, 'fixture')).toBeUndefined()
    underWay.end()
    expect(UnderWay.open(__filename, 'fixture')).toBeUndefined()
  })
})

describe('what is kept of an audit', () => {
  const report = (failing: readonly string[]): Audit => ({
    ...{ ok: failing.length === 0, network: 'fixture', block, unasked: {} },
    checks: failing.map((id) => ({ id, title: '', why: '', ok: false, expected: '0', actual: '1', evidence: {} })),
  })
  const HOUR = 3_600_000

  it('says when the next is due, sooner where one fails, and what the webhook has not been told', async () => {
    const keep = async (...failing: string[]) => {
      const { id } = await storeAudit(db, report(failing))
      const news = await isNews(db, 'fixture', id)
      if (news) await markTold(db, id)
      return news
    }
    const fresh = () => isAudited(db, 'fixture', { ok: 24 * HOUR, failing: HOUR })
    expect(await fresh()).toBe(false)
    expect([
      await keep(),
      await keep('bills'),
      await keep('bills'),
      await keep('bills', 'jobs'),
      await keep(),
      await keep(),
    ]).toEqual([...[false, true, false, true, true, false]])
    await db.query("update audit_report set at = at - interval '2 hours'")
    expect(await fresh()).toBe(true)
    await keep('jobs')
    await db.query("update audit_report set at = at - interval '2 hours'")
    expect(await fresh()).toBe(false)
    await db.query('delete from audit_report')
    await db.query('delete from alarm')
  })

  it('is bound to the report before it, to this machine and to its alarm: what is changed is named', async () => {
    const env = { ASSAY_DATA: mkdtempSync(path.join(os.tmpdir(), 'assay-audits-')) }
    const ids: string[] = []
    for (const failing of [['bills'], [], ['jobs']]) {
      const stored = await storeAudit(db, report(failing))
      await keepReport(env.ASSAY_DATA, 'fixture', stored)
      ids.push(stored.id)
    }
    const look = (of = env) => answerOf(audits, { db, node, network, block, env: of })
    expect(await look()).toMatchObject({ ok: true, evidence: { reports: '3', remembered: '3' } })
    const [first, second, third] = ids.map((id) => `report ${id}`) as [string, string, string]
    const elsewhere = { ASSAY_DATA: '/nowhere' }
    for (const [lie, name, of] of [
      [`set checks = '[]', failing = '{}', ok = true where id = ${ids[0]}`, first, elsewhere],
      [`set ok = true where id = ${ids[2]}`, third, elsewhere],
      [`set at = at - interval '1 day' where id = ${ids[1]}`, second, elsewhere],
      [`set digest = repeat('ab', 32) where id = ${ids[2]}`, third, elsewhere],
      [`set block = block - 1 where id = ${ids[1]}`, second, elsewhere],
      [`set digest = null where id = ${ids[2]}`, third, env],
    ] as const) {
      const found = await planted(forger, 'audit_report', `update audit_report ${lie}`, () => look(of))
      expect([lie, found.ok, Object.keys(found.evidence)]).toEqual([lie, false, expect.arrayContaining([name])])
    }
    for (const [lie, name, of] of [
      [`delete from audit_report where id = ${ids[1]}`, third, elsewhere],
      [`delete from audit_report where id = ${ids[2]}`, third, env],
      [`delete from audit_report where id = ${ids[2]}`, 'alarm E-AUDIT-FAILED', elsewhere],
    ] as const) {
      const found = await planted(forger, 'audit_report', lie, () => look(of))
      expect([lie, found.ok, Object.keys(found.evidence)]).toEqual([lie, false, expect.arrayContaining([name])])
    }
    const hidden = await planted(forger, 'alarm', "delete from alarm where network = 'fixture'", () => look())
    expect(hidden.evidence).toMatchObject({ 'alarm E-AUDIT-FAILED': `none, and ${third} names jobs` })
    expect(await look()).toMatchObject({ ok: true })
  })
})
