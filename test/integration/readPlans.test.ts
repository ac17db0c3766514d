import { Client, type QueryResultRow } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { setRange } from '../../src/analytics/projector/copy'
import { projections } from '../../src/analytics/projector/projections'
import { RequestBudget } from '../../src/api/budget'
import type { Context } from '../../src/api/context'
import { supplyResolvers } from '../../src/api/resolvers/supply'
import { ledgerSide } from '../../src/audit/ledgerSide'
import { readLog } from '../../src/audit/replay/log'
import { type Profile, parseProfile } from '../../src/config/profile'
import { networkOf } from '../../src/indexer/network'
import { firstDifference } from '../../src/indexer/source/completeness/difference'
import type { HistoryBlock } from '../../src/indexer/source/history/range'
import { poolFigures } from '../../src/ledger/staking/poolFigures'
import { balancesAt } from '../../src/ledger/supply'
import type { Snapshot } from '../../src/postgres/snapshot'
import { AssayProcess } from '../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../support/postgres'

/** Two networks in the same tables, each with 1,000 blocks of 100 logs: transfers, burns and rare kinds among them. */
const BLOCKS = 1_000
const TOKEN = `0x${'11'.repeat(20)}`
const [ALICE, BOB] = [`0x${'aa'.repeat(20)}`, `0x${'bb'.repeat(20)}`] as const
const block = `5 + i / 100`
const id = `n || '-' || lpad((${block})::text, 10, '0') || '-abcde-' || lpad((i % 100)::text, 6, '0') || '-0'`
const rows = `from unnest(array['one', 'two']) n, generate_series(0, ${BLOCKS * 100 - 1}) i`
const filling = [
  `insert into event select ${id}, n, ${block}, '0xabcde', 0, i % 100, 0, 't', 0, '${TOKEN}',
     case when i % 500 > 0 then 'token.Transfer' else (array['destra-pool.TotalWeightUpdated', 'destra-pool.Unstaked', 'dgrid-bill.BillSettled', 'dgrid-nodes.Slashed'])[1 + i / 500 % 4] end,
     1, '{"user": "x", "billId": "1", "totalWeight": "7", "rewardPeriodIndex": "0"}' ${rows}`,
  `insert into movement select ${id} || '-0', n, ${block}, 0, 't', '${TOKEN}', 'holders',
     case when i % 1000 = 0 then 'burned' else 'holders' end, '${ALICE}', '${BOB}', 1, 'transfer' ${rows}`,
  `insert into supply_point select n || '-' || lpad(b::text, 10, '0') || '-${TOKEN}-' || c || '-', n, b, 0, '${TOKEN}', c, '', 1
     from unnest(array['one', 'two']) n, generate_series(5, ${BLOCKS + 4}) b, unnest(array['burned', 'holders']) c`,
]

let postgres: TestPostgres
let db: Client
let profile: Profile
beforeAll(async () => {
  postgres = await startTestPostgres()
  const { url } = await freshDatabase(postgres.url, 'plans')
  const migrated = await AssayProcess.run(['migrate'], { DB_URL: url, CLICKHOUSE_URL: '' })
  if (migrated.code !== 0) throw new Error(migrated.output)
  db = new Client({ connectionString: url })
  await db.connect()
  for (const sql of filling) await db.query(sql)
  await db.query('analyze')
  const token = { address: TOKEN, symbol: 'ONE', decimals: 18, burnSinks: [`0x${'de'.repeat(20)}`] }
  profile = parseProfile({ name: 'one', chainId: 1, finalityConfirmation: 12, token }, 'test', {})
}, 60_000)
afterAll(async () => {
  await db?.end()
  await postgres?.stop()
})

/** A connection that keeps the plan of every query asked on it, with its values as they are bound. */
class Explained {
  readonly plans: string[] = []

  async query<T extends QueryResultRow>(sql: string, values: unknown[] = []) {
    if (/^\s*(select|with)\b/i.test(sql)) this.plans.push(await planOf(sql, values))
    return db.query<T>(sql, values)
  }

  async rows<T extends QueryResultRow>(sql: string, values: unknown[] = []): Promise<T[]> {
    return (await this.query<T>(sql, values)).rows
  }

  reserve(): void {}
}

async function planOf(sql: string, values: unknown[] = []): Promise<string> {
  const { rows } = await db.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${sql}`, values)
  return rows.map((row) => row['QUERY PLAN']).join('\n')
}

const LOG = /\b(event|movement|supply_point)\b/
/** Reads of the three tables that grow with every log, one line of a plan each. */
const readsOfLog = (plans: readonly string[]) =>
  plans.flatMap((plan) => plan.split('\n')).filter((line) => / Scan\b.* on /.test(line) && LOG.test(line))
const whole = (lines: readonly string[]) => lines.filter((line) => line.includes('Seq Scan'))

describe('what grows with every log is read by index', () => {
  it('a batch of the projector', async () => {
    await db.query('begin')
    try {
      await setRange(db, 'one', 500, 502)
      const plans: string[] = []
      for (const { batch } of projections) plans.push(await planOf(batch))
      const reads = readsOfLog(plans)
      expect(new Set(reads.map((line) => LOG.exec(line.replace(/.* on /, ''))?.[1]))).toEqual(
        new Set(['event', 'movement', 'supply_point']),
      )
      expect(whole(reads)).toEqual([])
      const events = reads.filter((line) => / on event\b/.test(line))
      // No transfer that moved something is looked at, and there are hundreds for each of the others.
      expect(events.filter((line) => !line.includes('event_by_kind'))).toEqual([])
    } finally {
      await db.query('rollback')
    }
  })

  it('what is stored of blocks that were read again', async () => {
    const explained = new Explained()
    const header = { height: 500, hash: `0x${'e'.repeat(64)}`, parentHash: '0x', timestamp: 0, logsBloom: '0x' }
    const block = { header, logs: [] } as unknown as HistoryBlock
    const found = await firstDifference(explained as unknown as Client, networkOf(profile), [block])
    expect(found).toEqual({ block: 500, blockHash: '0xabcde', logIndex: 0, side: 'ledger' })
    const reads = readsOfLog(explained.plans)
    expect(reads).toHaveLength(1)
    expect(whole(reads)).toEqual([])
  })

  it('the log of a network, for a replay: in its order, without sorting it', async () => {
    const plans: string[] = []
    const explaining = {
      query: async (sql: string, values?: unknown[]) => {
        const [, query] = /^declare .* cursor for (.*)$/s.exec(sql) ?? []
        if (query) plans.push(await planOf(query, values))
        return { rows: [] }
      },
    }
    for await (const _ of readLog(explaining as unknown as Client, networkOf(profile)));
    const reads = readsOfLog(plans)
    expect(reads).toHaveLength(1)
    expect(whole(reads)).toEqual([])
    expect(plans[0]).not.toContain('Sort')
  })

  it('the ledger as of a block, for the audit', async () => {
    const explained = new Explained()
    await ledgerSide(explained as unknown as Client, networkOf(profile), [ALICE, BOB] as never, BLOCKS)
    const reads = readsOfLog(explained.plans)
    expect(reads.filter((line) => line.includes(' on movement'))).toHaveLength(2)
    expect(whole(reads)).toEqual([])
  })

  it('the newest burns, page by page', async () => {
    const explained = new Explained()
    const context = {
      snapshot: explained,
      budget: new RequestBudget(),
      profiles: { get: () => profile },
    } as unknown as Context
    const first = await supplyResolvers.Query.burns(undefined, { network: 'one', first: 10 }, context)
    const after = first.pageInfo.endCursor
    const second = await supplyResolvers.Query.burns(undefined, { network: 'one', first: 10, after }, context)
    expect(second.nodes).toHaveLength(10)
    expect(explained.plans).toHaveLength(2)
    for (const plan of explained.plans) {
      expect(plan).toContain('movement_burns')
      expect(plan).not.toContain('Sort')
    }
  })

  it('what a pool has told of a period', async () => {
    const explained = new Explained()
    const until = { number: BLOCKS, hash: '0x', timestamp: 0, final: true } as never
    const pool = { address: ALICE, kind: 'destra-pool' }
    const staked = parseProfile({ name: 'one', chainId: 1, token: profile.token, contracts: { pool } }, 'test', {})
    await poolFigures(explained as unknown as Snapshot, staked, 'p0', until)
    expect(explained.plans.length).toBeGreaterThan(0)
    for (const plan of explained.plans) expect(plan).toContain('event_by_kind')
  })

  it('the classes as of a block', async () => {
    const explained = new Explained()
    await balancesAt(explained, profile, BLOCKS / 2)
    const reads = readsOfLog(explained.plans)
    expect(reads.length).toBeGreaterThan(0)
    expect(whole(reads)).toEqual([])
  })
})
