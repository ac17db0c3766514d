import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { besideCorrection } from '../../../src/audit/distributions/besideCorrection'
import { besideRebuilt } from '../../../src/audit/distributions/besideRebuilt'
import { Found } from '../../../src/audit/distributions/found'
import { distributionsAgain } from '../../../src/audit/second'
import { parseProfile } from '../../../src/config/profile'
import type { Address } from '../../../src/economics/units'
import { loadKeccak } from '../../../src/keccak'
import { inTransaction } from '../../../src/postgres/transaction'
import { closeDue } from '../../../src/rewards/close/close'
import { type Correcting, correct } from '../../../src/rewards/correction/correct'
import { correctedReport } from '../../../src/rewards/correction/correctedReport'
import { distributionFolder } from '../../../src/rewards/files/write'
import { approve } from '../../../src/rewards/publish/approve'
import { gateFacts } from '../../../src/rewards/publish/gateFacts'
import { sanityGates } from '../../../src/rewards/publish/gates'
import { publishOnce } from '../../../src/rewards/publish/publish'
import { correctionSummary, distributionById, explainedShare } from '../../../src/rewards/read'
import { rebuildReports } from '../../../src/rewards/rebuild'
import { verifyDistribution } from '../../../src/rewards/verify'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, FixtureBlocks, fixtureProfile, holder, utc } from './support/economy'
import { FakeChain } from './support/fakeChain'

const [ann, bob, cid] = [holder(1), holder(2), holder(3)]
const idOf = (month: string) => `fixture:destra.stakers.monthly:${month}`
const [SEPTEMBER, OCTOBER, NOVEMBER] = ['2025-09', '2025-10', '2025-11'].map(idOf) as [string, string, string]
const blocks = new FixtureBlocks(utc('2025-12-02T00:00:00'))
const answering = { by: 'A. Person', reason: 'the endpoint withheld a stake' }

let postgres: TestPostgres
let economy: Economy
let chain: FakeChain

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

/**
 * September, published of an index that lacks Cid's stake: 300 wei, of which Ann has 100 and Bob 200. With Cid's weight
 * of 3 beside theirs of 1 and 2, right were 50, 100 and 150.
 */
beforeEach(async () => {
  economy = await Economy.create(postgres.url, { distributor: holder(500) })
  await economy.stake(ann, 1n, 360, 4, utc('2025-09-02T00:00:00'))
  await economy.stake(bob, 2n, 360, 4, utc('2025-09-02T00:00:00'))
  await economy.revenue(utc('2025-09-20T00:00:00'), 300n)
  chain = new FakeChain(1_000_000n)
  expect(await closeAt('2025-10-02')).toEqual([SEPTEMBER])
})
afterEach(() => economy?.close())

async function closeAt(day: string): Promise<string[] | 'busy'> {
  await economy.finalAt(FixtureBlocks.at(utc(`${day}T00:00:00`)))
  blocks.final = FixtureBlocks.at(utc(`${day}T00:00:00`))
  return closeDue({ ...economy, blocks, worker: 'test' })
}

async function publish(id: string): Promise<void> {
  await approve(economy.pool, id, 'test')
  const { pool } = economy
  const distributor = holder(500)
  const publishing = {
    pool,
    chain,
    payers: [],
    distributor,
    approvers: null,
    expiry: null,
    waitMs: 0,
    sleep: async () => undefined,
  }
  expect(await publishOnce(publishing, id)).toBe('published')
}

const correcting = (over: Partial<Correcting> = {}): Correcting => {
  const { pool, program } = economy
  return { pool, blocks, program, answering, ...over }
}

/** What the audit's check of corrections names of September. */
async function audited(): Promise<string> {
  const keccak = await loadKeccak()
  const found = new Found()
  const { pool, program } = economy
  await rebuildReports({ pool, blocks, program }, async (built, corrected) => {
    if (corrected !== null) await besideCorrection(pool, keccak, program, built, corrected, found)
    else await besideRebuilt(pool, built, found)
  })
  return JSON.stringify(found.answer.evidence)
}
const SOUND = JSON.stringify({ reports: '0', published: '0', files: '0' })

/** The stake that the index lacked. */
const mended = () => economy.stake(cid, 3n, 360, 4, utc('2025-09-02T00:00:00'))

const verify = (id: string) =>
  verifyDistribution(
    { pool: economy.pool, blocks: () => blocks, chain: () => chain },
    distributionFolder(economy.dataDir, id),
    () => economy.program,
  )

async function shares(id: string): Promise<Record<string, bigint>> {
  const { rows } = await economy.pool.query<{ account: Address; amount: string }>(
    'select account, amount from report_share where distribution_id = $1 order by account',
    [id],
  )
  return Object.fromEntries(rows.map(({ account, amount }) => [account, BigInt(amount)]))
}

/** The events that the fixture's rows would be of, and the distributor's of what is published. */
const EVENTS = [
  `select 'staked ' || id, network, opened_block, "start", 1, 'pool', 'destra-pool.Staked',
     jsonb_build_object('user', owner, 'amount', amount::text, 'lockinPeriod', lock_seconds::text) from "position"`,
  `select 'unstaked ' || id, network, closed_block, closed_time, 2, 'pool', 'destra-pool.Unstaked',
     jsonb_build_object('user', owner, 'amount', amount::text, 'penalty', '0') from "position" where closed_block is not null`,
  `select 'received ' || id, network, block, block_time, 3, 'vault', 'revenue-vault.RevenueReceived',
     jsonb_build_object('payer', payer, 'source', source, 'amount', amount::text) from revenue`,
  `select 'published ' || d.id, d.network, r.pinned_block + 1, d.period_end + 60, 4, '${holder(500)}', 'merkle-distributor.DistributionPublished',
     jsonb_build_object('programId', d.program_id, 'period', d.period_number::text, 'root', r.root, 'total', r.distributed::text, 'reportHash', r.sha256)
     from distribution d join report r on r.distribution_id = d.id where d.state = 'published'`,
]

/** What the audit's check `second` says: computed from the events, by means that share nothing with what closed it. */
async function again() {
  const { pool } = economy
  await pool.query('truncate event')
  for (const events of EVENTS)
    await pool.query(
      `insert into event (id, network, block, block_time, log_index, contract, kind, data, block_hash, part, tx_hash, tx_index, version)
       select *, '0x', 0, '0x', 0, 1 from (${events}) e`,
    )
  const client = new Client({ connectionString: economy.url })
  await client.connect()
  try {
    const profile = parseProfile(fixtureProfile({ distributor: holder(500) }), 'fixture', {})
    const until = { number: blocks.final, time: FixtureBlocks.timeOf(blocks.final) }
    return await inTransaction(client, () => distributionsAgain(client, profile, until), 'read-only snapshot')
  } finally {
    await client.end()
  }
}

const said = (id: string) =>
  JSON.parse(readFileSync(path.join(distributionFolder(economy.dataDir, id), 'corrections.json'), 'utf8'))

describe('a published month that was wrong', () => {
  it('is superseded by a corrected report, and settled with the next month', async () => {
    await publish(SEPTEMBER)
    await mended()
    const before = await verify(SEPTEMBER)
    expect(before.ok).toBe(false)
    const { amounts, number, built } = await correct(correcting(), SEPTEMBER)
    expect(number).toBe(1)
    expect(amounts.map(({ account, published, correct: right }) => [account, published, right])).toEqual([
      [ann, 100n, 50n],
      [bob, 200n, 100n],
      [cid, 0n, 150n],
    ])
    expect(JSON.parse(built.body).supersedes).toMatchObject({ id: SEPTEMBER, number: 1 })
    // 600 wei: 150 off the top to Cid, 450 by weight: 75, 150 and 225, of which Ann and Bob give back 50 and 100.
    await economy.revenue(utc('2025-10-20T00:00:00'), 600n)
    expect(await closeAt('2025-11-02')).toEqual([OCTOBER])
    expect(await shares(OCTOBER)).toEqual({ [ann]: 25n, [bob]: 50n, [cid]: 375n })
    const { report, state } = (await distributionById(economy.pool, OCTOBER))!
    expect([state, report!.pot, report!.distributed, report!.carry]).toEqual(['verified', 600n, 450n, 150n])
    const explained = await explainedShare(economy.pool, OCTOBER, ann)
    expect(explained!.explanation).toMatchObject({
      ...{ pot: '450', amount: '25' },
      settled: { share: '75', credit: '0', withheld: '50' },
    })
    const body = JSON.parse(
      readFileSync(path.join(distributionFolder(economy.dataDir, OCTOBER), 'report.json'), 'utf8'),
    )
    expect(body.inputs.corrections.reports).toEqual([
      {
        ...{ id: SEPTEMBER, number: 1, sha256: built.sha256, credits: '150', debts: '150', revenue: '0' },
        open: { credits: '0', debts: '0', revenue: '0' },
      },
    ])
    expect(said(OCTOBER).corrections[0].amounts).toContainEqual({
      ...{ pot: 'main', account: cid, published: '0', correct: '150', before: '0' },
      ...{ due: '150', settled: '150', open: '0' },
    })
    // November: what was withheld is in its pot, and nothing is settled any more.
    expect(await closeAt('2025-12-02')).toEqual([NOVEMBER])
    expect(await shares(NOVEMBER)).toEqual({ [ann]: 25n, [bob]: 50n, [cid]: 75n })
    expect(existsSync(path.join(distributionFolder(economy.dataDir, NOVEMBER), 'corrections.json'))).toBe(false)
    // What was published stands, byte for byte; what comes after it is what its inputs give again.
    expect(await shares(SEPTEMBER)).toEqual({ [ann]: 100n, [bob]: 200n })
    for (const id of [OCTOBER, NOVEMBER]) expect(await verify(id)).toMatchObject({ ok: true, id })
    expect(await verify(SEPTEMBER)).toMatchObject({
      ...{ ok: false, superseded: { number: 1, sha256: built.sha256, settledBy: [OCTOBER] } },
    })
    expect((await verify(OCTOBER)).superseded).toBe(null)
    const right = await correctedReport(economy.pool, SEPTEMBER)
    expect(right.body).toBe(built.body)
    expect(right.shares).toEqual([ann, bob, cid].map((account, n) => ({ account, amount: [50n, 100n, 150n][n] })))
    await expect(correctedReport(economy.pool, OCTOBER)).rejects.toMatchObject({ code: 'E-CORRECT' })
    expect(await correctionSummary(economy.pool, (await distributionById(economy.pool, SEPTEMBER))!)).toMatchObject({
      ...{ supersededBy: [{ number: 1, ...answering }], settledBy: [OCTOBER], isOpen: false, settles: [] },
    })
    expect(await audited()).toBe(SOUND)
    expect(await again()).toMatchObject({ ok: true, actual: expect.stringContaining('8 shares of 3 distributions') })
    // No routine month.
    const facts = await gateFacts(economy.pool, (await distributionById(economy.pool, OCTOBER))!, 1_000n)
    const failing = sanityGates(facts).filter(({ ok }) => !ok)
    expect(failing.map(({ name }) => name)).toContain('corrections')
  })

  it('a debt larger than the next share goes on to the month after, and is settled once', async () => {
    await publish(SEPTEMBER)
    await mended()
    await correct(correcting(), SEPTEMBER)
    // 180 wei: 150 to Cid, 30 by weight: 5, 10, 15; Ann and Bob give all of it back.
    await economy.revenue(utc('2025-10-20T00:00:00'), 180n)
    await closeAt('2025-11-02')
    expect(await shares(OCTOBER)).toEqual({ [ann]: 0n, [bob]: 0n, [cid]: 165n })
    // The carry of 15 and 600: 615 by weight is 102, 205 and 307; 45 and 90 are still withheld.
    await economy.revenue(utc('2025-11-20T00:00:00'), 600n)
    await closeAt('2025-12-02')
    expect(await shares(NOVEMBER)).toEqual({ [ann]: 57n, [bob]: 115n, [cid]: 307n })
    expect(said(NOVEMBER).corrections[0].amounts.map((each: { open: string }) => each.open)).toEqual(['0', '0', '0'])
    expect(await again()).toMatchObject({ ok: true })
    for (const id of [OCTOBER, NOVEMBER]) expect(await verify(id)).toMatchObject({ ok: true, id })
  })

  it('may be corrected again: what was settled since counts as paid', async () => {
    await publish(SEPTEMBER)
    const stake = await mended()
    // Withdrawn in October: Cid has a credit there, and no weight.
    await economy.unstake(stake, utc('2025-10-15T00:00:00'))
    await correct(correcting(), SEPTEMBER)
    await expect(correct(correcting(), SEPTEMBER)).rejects.toMatchObject({ code: 'E-CORRECT' })
    await economy.revenue(utc('2025-10-20T00:00:00'), 600n)
    await closeAt('2025-11-02')
    expect(await shares(OCTOBER)).toEqual({ [ann]: 100n, [bob]: 200n, [cid]: 150n })
    // Cid's stake was not there after all.
    await economy.pool.query('delete from "position" where id = $1', [stake])
    const { number, amounts } = await correct(correcting(), SEPTEMBER)
    expect(number).toBe(2)
    expect(
      amounts.map(({ account, published, correct: right, before }) => [account, published, right, before]),
    ).toEqual([
      [ann, 100n, 100n, -50n],
      [bob, 200n, 200n, -100n],
      [cid, 0n, 0n, 150n],
    ])
    await closeAt('2025-12-02')
    // The carry of October, 150, is all there is: 50 and 100 go back to Ann and Bob. Cid gets nothing to withhold.
    expect(await shares(NOVEMBER)).toEqual({ [ann]: 50n, [bob]: 100n })
    expect(await again()).toMatchObject({ ok: true })
    for (const id of [OCTOBER, NOVEMBER]) expect(await verify(id)).toMatchObject({ ok: true, id })
  })

  it('adds revenue that was missed to the next pot', async () => {
    await publish(SEPTEMBER)
    await economy.revenue(utc('2025-09-21T00:00:00'), 30n)
    await correct(correcting(), SEPTEMBER)
    await economy.revenue(utc('2025-10-20T00:00:00'), 60n)
    await closeAt('2025-11-02')
    const { report } = (await distributionById(economy.pool, OCTOBER))!
    // 10 and 20 off the top, 60 by weight: nobody of October pays for September.
    expect([report!.pot, await shares(OCTOBER)]).toEqual([90n, { [ann]: 30n, [bob]: 60n }])
    expect(await again()).toMatchObject({ ok: true })
    expect(await verify(OCTOBER)).toMatchObject({ ok: true })
  })

  it('a dry run stores nothing', async () => {
    await publish(SEPTEMBER)
    await mended()
    expect(await correct(correcting({ answering: null }), SEPTEMBER)).toMatchObject({ number: 1 })
    expect((await economy.pool.query('select from correction')).rowCount).toBe(0)
  })

  it('is refused where there is nothing to correct', async () => {
    await expect(correct(correcting(), SEPTEMBER)).rejects.toMatchObject({ code: 'E-CORRECT' })
    await publish(SEPTEMBER)
    await expect(correct(correcting(), SEPTEMBER)).rejects.toMatchObject({ code: 'E-CORRECT' })
    await mended()
    const nameless = correcting({ answering: { by: ' ', reason: 'x' } })
    await expect(correct(nameless, SEPTEMBER)).rejects.toMatchObject({ code: 'E-CORRECT-REASON' })
    await expect(correct(correcting(), 'fixture:destra.stakers.monthly:1999-01')).rejects.toMatchObject({
      code: 'E-DISTRIBUTION',
    })
    await correct(correcting(), SEPTEMBER)
    await economy.revenue(utc('2025-10-20T00:00:00'), 600n)
    await closeAt('2025-11-02')
    await publish(OCTOBER)
    await economy.stake(cid, 30n, 360, 4, utc('2025-10-02T00:00:00'))
    await expect(correct(correcting(), OCTOBER)).rejects.toMatchObject({ code: 'E-CORRECT-SETTLES' })
  })
})

describe('a lie about a correction', () => {
  it.each([
    [
      'the settled file',
      'report_settlement',
      `update report_settlement set body = replace(body, '"due":"150"', '"due":"151"')`,
    ],
    [
      'what was published',
      'report_settlement',
      `update report_settlement set body = replace(body, '"published":"200"', '"published":"199"')`,
    ],
    [
      'the corrected report',
      'correction',
      `update correction set body = replace(body, '"distributed":"300"', '"distributed":"301"')`,
    ],
    [
      'the published report',
      'report_share',
      `update report_share set amount = amount + 1 where distribution_id = '${SEPTEMBER}' and account = '${ann}'`,
    ],
    [
      'the settling shares',
      'report_share',
      `update report_share set amount = amount + 1 where distribution_id = '${OCTOBER}' and account = '${ann}'`,
    ],
  ])('in %s is named by a second implementation', async (_, table, lie) => {
    await publish(SEPTEMBER)
    await mended()
    await correct(correcting(), SEPTEMBER)
    await economy.revenue(utc('2025-10-20T00:00:00'), 600n)
    await closeAt('2025-11-02')
    expect(await again()).toMatchObject({ ok: true })
    await economy.pool.query(`alter table ${table} disable trigger all`)
    expect((await economy.pool.query(lie)).rowCount).toBe(1)
    expect(await again()).toMatchObject({ ok: false })
  })

  /** Where the check `second` tells a difference. */
  const named = async () => Object.keys((await again()).evidence ?? {}).join('\n')
  /** Rows as their triggers would never let them be. */
  async function plant(table: string, lie: string): Promise<void> {
    await economy.pool.query(`alter table ${table} disable trigger all`)
    expect((await economy.pool.query(lie)).rowCount).toBe(1)
  }

  // Before anything is settled: nothing that comes after it would tell.
  it.each([
    [
      'what it received',
      'report_pot',
      `update report_pot set received = received + 1, divided = divided + 1, distributed = distributed + 1 where distribution_id = '${SEPTEMBER}'`,
      /superseded report, pot main, received/,
    ],
    [
      'what it carried',
      'report_pot',
      `update report_pot set carry = carry + 1, distributed = distributed - 1 where distribution_id = '${SEPTEMBER}'`,
      /superseded report, pot main, carry/,
    ],
    [
      'its pot',
      'report',
      `update report set pot = pot + 1, carry = carry + 1 where distribution_id = '${SEPTEMBER}'`,
      /superseded report, totals.pot/,
    ],
    [
      'its bytes',
      'report',
      `update report set body = replace(body, '"distributed":"300"', '"distributed":"299"') where distribution_id = '${SEPTEMBER}'`,
      /superseded report, sha256/,
    ],
    [
      'what is right',
      'correction_amount',
      `update correction_amount set correct = correct + 1 where account = '${cid}'`,
      new RegExp(`correction 1, correct of ${cid}`),
    ],
    [
      'what was published',
      'correction_amount',
      `update correction_amount set published = published + 1 where account = '${ann}'`,
      new RegExp(`published to ${ann}`),
    ],
  ])('of a superseded report, in %s, is named', async (_, table, lie, where) => {
    await publish(SEPTEMBER)
    await mended()
    await correct(correcting(), SEPTEMBER)
    expect(await again()).toMatchObject({ ok: true })
    await plant(table, lie)
    expect(await named()).toMatch(where)
  })

  it('what was left open, and a report did not take in, is named', async () => {
    await publish(SEPTEMBER)
    await mended()
    await correct(correcting(), SEPTEMBER)
    await economy.revenue(utc('2025-10-20T00:00:00'), 180n)
    await closeAt('2025-11-02')
    await closeAt('2025-12-02')
    expect(await again()).toMatchObject({ ok: true })
    await plant('report_settlement', `delete from report_settlement where distribution_id = '${NOVEMBER}'`)
    expect(await named()).toMatch(/2025-11: correction 1 of .*2025-09$/m)
  })

  it.each([
    [
      'its report, altered',
      'correction',
      `update correction set body = replace(body, '"distributed":"300"', '"distributed":"301"') where number = 1`,
      /correction 1, sha256/,
    ],
    [
      'its report and hash, altered',
      'correction',
      `update correction set body = b, sha256 = '0x' || encode(sha256(convert_to(b, 'utf8')), 'hex')
         from (select replace(body, '"leaves":3', '"leaves":4') as b from correction where number = 1) other where number = 1`,
      /correction 1 of .*, sha256/,
    ],
    [
      'what it said was right, altered',
      'correction_amount',
      `update correction_amount set correct = correct + 1 where number = 1 and account = '${cid}'`,
      /correction 1, root/,
    ],
    [
      'the same in the file of what was settled',
      'report_settlement',
      `update report_settlement set body = replace(replace(body, '"correct":"150","due":"150"', '"correct":"151","due":"151"'),
         '"open":"0","pot":"main","published":"0"', '"open":"1","pot":"main","published":"0"')`,
      new RegExp(`correction of ${SEPTEMBER}: main of ${cid}`),
    ],
    [
      'settled twice by one report',
      'report_settlement',
      `update report_settlement set body = jsonb_set(body::jsonb, '{corrections}',
         (body::jsonb->'corrections') || (body::jsonb->'corrections'))::text`,
      /correction 1 of .*, times/,
    ],
    [
      'settled, and told as if nothing had been settled before',
      'report_settlement',
      `update report_settlement set body = replace(body, '"before":"0"', '"before":"1"')`,
      /correction of .*: main of/,
    ],
    ['that is not there', 'correction', 'delete from correction where number = 1', /correction 1 of/],
  ])('about a correction that was corrected, %s, is named', async (_, table, lie, where) => {
    await publish(SEPTEMBER)
    const stake = await mended()
    await economy.unstake(stake, utc('2025-10-15T00:00:00'))
    await correct(correcting(), SEPTEMBER)
    await economy.revenue(utc('2025-10-20T00:00:00'), 600n)
    await closeAt('2025-11-02')
    await economy.pool.query('update "position" set amount = 6 where id = $1', [stake])
    await correct(correcting(), SEPTEMBER)
    expect(await again()).toMatchObject({ ok: true })
    await plant(table, lie)
    expect(await named()).toMatch(where)
  })

  it.each([
    ['a due of one wei more', `update correction_amount set correct = correct + 1 where account = '${cid}'`, true],
    ['a debt that is forgotten', `delete from correction_amount where account = '${ann}'`, true],
    [
      'the same, after it was settled',
      `update correction_amount set published = published - 1 where account = '${ann}'`,
      false,
    ],
  ])('%s is named, by the audit and where it was settled by verify', async (_, lie, isBefore) => {
    await publish(SEPTEMBER)
    await mended()
    await correct(correcting(), SEPTEMBER)
    const plant = async () => {
      await economy.pool.query('alter table correction_amount disable trigger all')
      expect((await economy.pool.query(lie)).rowCount).toBe(1)
    }
    if (isBefore) await plant()
    await economy.revenue(utc('2025-10-20T00:00:00'), 600n)
    await closeAt('2025-11-02')
    if (!isBefore) await plant()
    // What closes by a lie, a second implementation does not come to; what lies since, its own report does not hold.
    expect((await again()).ok).toBe(false)
    // The audit names the row, whenever it was changed.
    expect(await audited()).toMatch(/correction 1: .*computed again|correction 1 has root/)
    const { ok, looked } = await verify(OCTOBER)
    expect(ok).toBe(!isBefore)
    const named = looked.filter((each) => !each.ok).map(({ what }) => what)
    if (isBefore) expect(named).toEqual(expect.arrayContaining(['report.json', 'corrections.json', 'claims.csv']))
  })
})
