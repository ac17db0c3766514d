import { Client } from 'pg'
import { beforeAll, expect, it, vi } from 'vitest'
import { Dispatcher } from '../../../src/dispatch/dispatcher'
import { countJobs } from '../../../src/dispatch/jobCount'
import type { Subscription } from '../../../src/dispatch/log/joblog'
import { PostgresJobLog } from '../../../src/dispatch/log/postgres'
import { openPool } from '../../../src/postgres/pool'
import { jobRows } from './jobRows'
import { network, type World } from './world'
import { oneWorld } from './worlds'

/** Every timer of the dispatcher, as it is set up, to be run by hand. */
const steps = vi.hoisted(() => [] as { name: string; step: () => Promise<unknown> }[])
vi.mock('../../../src/process/loop', () => ({
  Loop: class {
    constructor(name: string, _: number, step: () => Promise<unknown>) {
      steps.push({ name, step })
    }
    ring() {}
    async stop() {}
  },
}))

const FEW = 200
const TIMES = 20

let world: World
oneWorld((opened) => {
  world = opened
})
beforeAll(async () => {
  await world.node('a')
  await world.pool.query(
    `insert into gpu select $1, (select address from node), 'gpu-' || n, 'H100', 80, 'eu', clock_timestamp() from generate_series(1, 3) n`,
    [network.name],
  )
})

/** Jobs that are over, with everything they leave behind. */
async function finished(count: number): Promise<void> {
  const ids = await jobRows(world.pool, 'settled', count, { closed: true })
  await world.pool.query(`update job set bill_id = id, node = (select address from node) where id = any($1)`, [ids])
  await world.pool.query(
    `insert into bill (id, network, bill_id, job_id, account, adaptor, escrow, status, base_price, refund, opened_block,
                       opened_time, opened_by, settled_block)
     select network || '-' || bill_id, network, bill_id, id, requester, adaptor, 1, 'settled', 1, 0, 1, 0, '0x', 1
       from job where id = any($1)`,
    [ids],
  )
  await world.pool.query(
    `insert into settlement (job_id, action, network, status)
     select id, action, $2, 'confirmed' from unnest($1::text[]) id, unnest(array['open', 'settle']) action`,
    [ids, network.name],
  )
  await world.pool.query(
    `insert into lease (job_id, attempt, network, node, gpu, expires_at, released_at, outcome)
     select id, 1, $2, (select address from node), 'gpu-1', clock_timestamp(), clock_timestamp(), 'completed' from unnest($1::text[]) id`,
    [ids, network.name],
  )
  await world.pool.query(
    `insert into job_event (job_id, state, attempt)
     select id, state, 1 from unnest($1::text[]) id, unnest(array['requested', 'escrowed', 'leased', 'completed', 'settled']) state`,
    [ids],
  )
  // handled a day ago, so that the log still has them
  const { rows } = await world.pool.query('select coalesce(max("offset"), -1)::int as last from job_log')
  await world.pool.query(
    `insert into job_log (topic, partition, "offset", key, headers, value, at)
     select topic, p, $2 + n, 'k', '{}', '', clock_timestamp() - interval '1 day'
       from job_topic, generate_series(0, partitions - 1) p, generate_series(1, $1::int / 6) n`,
    [count, rows[0].last],
  )
  await world.pool.query(
    `insert into inbox (source, id, topic, partition, "offset", received_at)
     select 's', topic || '/' || partition || '/' || "offset", topic, partition, "offset", at from job_log on conflict do nothing`,
  )
  await world.pool.query('update job_log_group set committed = (select 1 + max("offset") from job_log)')
  await world.pool.query('vacuum analyze')
}

/** Rows that were read, heap and index together, by table. */
async function readRows(db: Client): Promise<Map<string, number>> {
  const { rows } = await db.query<{ name: string; rows: string }>(
    `select t.relname as name, t.seq_tup_read + coalesce(sum(i.idx_tup_read), 0) as rows
       from pg_stat_user_tables t left join pg_stat_user_indexes i using (relid) group by t.relid, t.relname, t.seq_tup_read`,
  )
  return new Map(rows.map((row) => [row.name, Number(row.rows)]))
}

/** What one round of every timer, and a question for the number of jobs, read. */
async function readByOneRound(): Promise<Record<string, number>> {
  const db = new Client({ connectionString: world.url, application_name: 'observer' })
  await db.connect()
  // what a backend has read is known once it has ended
  const ended = () =>
    world.until('the backends are gone', async () => {
      const { rows } = await db.query(
        `select count(*)::int as n from pg_stat_activity where application_name in ('due', 'assay-joblog')
            and datname = current_database() and pid <> all($1)`,
        [others],
      )
      return rows[0].n === 0
    })
  const { rows } = await db.query("select pid from pg_stat_activity where application_name = 'assay-joblog'")
  const others = rows.map((row) => row.pid)
  const before = await readRows(db)
  const [pool, log] = [openPool(world.url, { max: 4, name: 'due' }), new PostgresJobLog(world.url)]
  const idle: Subscription = { pause() {}, resume() {}, lag: async () => 0n, close: async () => undefined }
  vi.spyOn(log, 'subscribe').mockResolvedValue(idle)
  steps.length = 0
  const dispatcher = new Dispatcher({ pool, log, networks: [network], settlerKey: null, chain: () => world.chain })
  await dispatcher.start()
  for (const { step } of steps) await step()
  await countJobs({
    hasTable: async () => true,
    rows: async (sql: string) => (await pool.query(sql)).rows,
  } as never)
  await dispatcher.stop()
  await log.close()
  await pool.end()
  await ended()
  const after = await readRows(db)
  await db.end()
  const read = [...after].map(([name, count]) => [name, count - (before.get(name) ?? 0)] as const)
  return Object.fromEntries(read.filter(([, count]) => count > 0).sort())
}

it('twenty times the finished jobs are not one row more to read for the timers of a dispatcher', async () => {
  await finished(FEW)
  await readByOneRound()
  const few = await readByOneRound()
  expect(steps.map(({ name }) => name.replace(` ${network.name}`, '')).sort()).toEqual([
    'assign',
    'count jobs',
    'deadline',
    'escrow',
    'expire',
    'forget GPUs',
    'outbox',
    'prune inbox',
    'reconcile',
    'refund',
    'retention',
    'settle',
    'waits',
  ])
  await finished(FEW * (TIMES - 1))
  await readByOneRound()
  const many = await readByOneRound()
  expect(many).toEqual(few)
})
