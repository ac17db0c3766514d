import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closedPeriods, epochPeriod, type Period, periodContaining } from '../../../src/economics/period'
import { makeReadIndexes } from '../../../src/postgres/indexes'
import type { Program } from '../../../src/rewards/programs'
import { tick } from '../../../src/rewards/tick'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, FixtureBlocks, hashOf, holder, utc } from './support/economy'
import { FakeChain } from './support/fakeChain'
import { moreRead, rowsRead } from './support/rowsRead'

/** What nobody needs to look at any more, once and twenty times over. */
const LITTLE = 12
const MUCH = 20 * LITTLE
const NOW = utc('2026-09-02T00:00:00')

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

/** The last `count` periods before now, by the program's rule; epochs are a day long. */
function periodsOf({ ruleset: { period: rule } }: Program, count: number): Period[] {
  const day = 86_400
  const last = Math.floor(NOW / day)
  if (rule === null)
    return Array.from({ length: count }, (_, i) => {
      const end = (last - count + i + 1) * day
      return epochPeriod(i + 1, end - day, end)
    })
  return closedPeriods(rule, periodContaining(rule, NOW - 25 * 365 * day), NOW).slice(-count)
}

/** Paid periods: published by final blocks, claimed by all or by some; and the rows of the chain that made them. */
async function history(economy: Economy, count: number): Promise<void> {
  const { program, pool } = economy
  const periods = periodsOf(program, count)
  await pool.query(
    `with given as (
       select 'fixture:' || $5 || ':' || period as id, *, (1 + n / 10)::int as block from unnest($1::text[], $2::bigint[], $3::int[], $4::int[])
         with ordinality as row(period, number, start, "end", n)),
     stored as (
       insert into distribution (id, network, program, program_id, ruleset, asset, period, period_number, period_start,
         period_end, state)
       select id, 'fixture', $5, $6, $7, $8, period, number, start, "end",
         case when n % 2 = 0 then 'settled' else 'published' end from given),
     fired as (
       insert into reward_fire (network, program, period, claimed_by, finished_at)
       select 'fixture', $5, period, 'test', now() from given),
     reported as (
       insert into report (distribution_id, pinned_block, pinned_hash, pinned_time, pot, carry_in, distributed, carry,
         total_weight, staked_weight, participants, shares, root, sha256, body)
       select id, 1, '0x', 1, 3, 0, 3, 0, 1, 1, 3, 3, '0x', '0x', '{}' from given),
     published as (
       insert into publication (id, network, distributor, program_id, period, asset, root, total, report_hash, block,
         block_time, tx_hash)
       select 'p' || id, 'fixture', '0x', $6, number, $8, '0x', 3, '0x', block, 0, '0x' from given),
     announced as (
       insert into epoch (id, network, epoch, start_time, end_time, block)
       select 'e' || id, 'fixture', n, start, "end", block from given where $9)
     insert into reward_claim (id, network, distributor, program_id, period, account, amount, block, block_time, tx_hash)
     select 'fixture-' || lpad(block::text, 10, '0') || '-abcde-' || lpad((n % 10 * 3 + k)::text, 6, '0') || '-0', 'fixture', '0x', $6,
       number, 'a' || k, 1, block, 0, '0x' from given, generate_series(1, case when n % 2 = 0 then 3 else 2 end) k`,
    [
      periods.map(({ id }) => id),
      periods.map(({ number }) => `${number}`),
      periods.map(({ start }) => start),
      periods.map(({ end }) => end),
      program.name,
      program.programId,
      program.ruleset.name,
      program.asset,
      program.ruleset.period === null,
    ],
  )
  await receipts(economy, count, NOW - 25 * 365 * 86_400, 600)
}

/** Bills and revenue, `each` of them for one period. */
async function receipts({ pool }: Economy, count: number, from: number, seconds: number): Promise<void> {
  await pool.query(
    `insert into bill (id, network, bill_id, job_id, account, adaptor, escrow, status, refund, opened_block, opened_time,
       opened_by, settled_block, settled_time)
     select 'b' || i, 'fixture', i, i, '0x', '0x', 1, case when i % 10 = 0 then 'open' else 'settled' end, 0, 1, 1, '0x',
       case when i % 10 > 0 then 1 end, case when i % 10 > 0 then $2::int + i * $3::int end
     from generate_series(1, $1::int * 50) i`,
    [count, from, seconds],
  )
  await pool.query(
    `insert into revenue (id, network, source, payer, asset, amount, stakers, nodes, buyback, block, block_time, tx_hash)
     select 'r' || i, 'fixture', '0x', '0x', 'eth', 1, 1, 0, 0, 1, $2::int + i * $3::int, '0x'
     from generate_series(1, $1::int * 50) i`,
    [count, from, seconds],
  )
}

const none = { raise: async () => undefined, clear: async () => undefined }

/** @returns what a tick with nothing to do reads, by table, after one that took notice of everything */
async function quietTick(name: string, fill: (economy: Economy) => Promise<void>): Promise<Map<string, number>> {
  const economy = await Economy.create(postgres.url, { distributor: holder(500), program: name })
  try {
    await fill(economy)
    await makeReadIndexes(economy.pool, none, false)
    const blocks = new FixtureBlocks(NOW)
    await economy.finalAt(blocks.final)
    await economy.pool.query(`insert into block (id, network, number, hash, time) values ('b', 'fixture', 5, $1, 5)`, [
      hashOf(6),
    ])
    const lines: string[] = []
    const run = (pool: Economy['pool']) =>
      tick({
        ...economy,
        pool,
        program: economy.program,
        writeFiles: economy.writeFiles,
        blocks,
        worker: 'test',
        publishing: { chain: new FakeChain(10n), approver: 'devnet-cron' },
        now: () => new Date(0),
        sleep: async () => undefined,
        log: { info: (line) => lines.push(line), warn: (line) => lines.push(line) },
      })
    await run(economy.pool)
    await economy.pool.query('vacuum analyze')
    const { url } = economy
    await economy.pool.end()
    const read = await rowsRead(url, run)
    expect(lines).toEqual([])
    return read
  } finally {
    await economy.close()
  }
}

describe('a tick with nothing to do reads as much after twenty times the history', () => {
  it.each(['destra.stakers.monthly', 'dgrid.nodes.weekly', 'dgrid.governance', 'deepnode.emission'])(
    '%s, every period paid',
    async (program) => {
      // Epochs are short: a year has hundreds.
      const times = program === 'deepnode.emission' ? 20 : 1
      const little = await quietTick(program, (economy) => history(economy, LITTLE * times))
      const much = await quietTick(program, (economy) => history(economy, MUCH * times))
      expect(moreRead(little, much)).toEqual([])
    },
  )

  it.each(['destra.stakers.monthly', 'dgrid.nodes.weekly'])('%s, its first period not over', async (program) => {
    const first = (count: number) => (economy: Economy) => receipts(economy, count, NOW - 86_400, 0)
    const little = await quietTick(program, first(LITTLE))
    const much = await quietTick(program, first(MUCH))
    expect(moreRead(little, much)).toEqual([])
  })
})
