import { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { withSnapshot } from '../../../src/postgres/snapshot'
import { claimStates, readUnclaimed } from '../../../src/rewards/read'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, fixtureProfile, holder } from './support/economy'
import { moreRead, rowsRead } from './support/rowsRead'

const profile = parseProfile(fixtureProfile({ distributor: holder(500) }), 'fixture', {})

let postgres: TestPostgres
let economy: Economy
beforeAll(async () => {
  postgres = await startTestPostgres()
  economy = await Economy.create(postgres.url, { distributor: holder(500) })
  // What is read is counted when nobody else is connected.
  await economy.pool.end()
})
afterAll(async () => {
  await economy?.close()
  await postgres?.stop()
})

async function connected<T>(work: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool({ connectionString: economy.url })
  try {
    return await work(pool)
  } finally {
    await pool.end()
  }
}

/** Periods from one to another, as the indexer tells of them: of every third all is claimed, of the others some; every fifth is over. */
async function history(pool: Pool, from: number, to: number): Promise<void> {
  const { program } = economy
  await pool.query(
    `with stored as (
       insert into distribution (id, network, program, program_id, ruleset, asset, period, period_number, period_start, period_end, state)
       select 'd' || n, 'fixture', $3, $4, 'eth-month/v1', 'eth', n, n, n, n + 1, 'published' from generate_series($1::int, $2::int) n),
     reported as (
       insert into report (distribution_id, pinned_block, pinned_hash, pinned_time, pot, carry_in, distributed, carry,
         total_weight, staked_weight, participants, shares, root, sha256, body)
       select 'd' || n, 1, '0x', 1, 10 + n, 0, 10 + n, 0, 1, 1, 3, 3, '0x', '0x', '{}' from generate_series($1::int, $2::int) n)
     insert into publication (id, network, distributor, program_id, period, asset, root, total, report_hash, block, block_time, tx_hash)
     select 'p' || n, 'fixture', '0x', $4, n, 'eth', '0x', 10 + n, '0x', 1, 0, '0x' from generate_series($1::int, $2::int) n`,
    [from, to, program.name, program.programId],
  )
  const ofThem = 'where period between $1 and $2'
  await pool.query(`update publication set claimed = case when period % 3 = 0 then total else 4 end ${ofThem}`, [
    from,
    to,
  ])
  await pool.query(`update publication set expires_at = 1, reclaimed = total - claimed ${ofThem} and period % 5 = 0`, [
    from,
    to,
  ])
  await pool.query(
    `insert into reward_claim (id, network, distributor, program_id, period, account, amount, block, block_time, tx_hash)
     select n || ' ' || k, 'fixture', '0x', $3, n, 'a' || k, 1, 1, 0, '0x'
     from generate_series($1::int, $2::int) n, generate_series(1, 20) k`,
    [from, to, program.programId],
  )
}

const unclaimed = (pool: Pool) => withSnapshot(pool, (snapshot) => readUnclaimed(snapshot, [profile]))

/** The same, by the one place where claims become figures. */
async function byDistribution(pool: Pool): Promise<bigint> {
  const { rows } = await pool.query<{ id: string }>('select id from distribution')
  const ids = rows.map(({ id }) => id)
  const states = [...(await claimStates(pool, ids)).values()]
  return states.reduce((sum, { claimable, expired }) => sum + claimable + expired, 0n)
}

it('what is unclaimed of a program is the sum of its periods, and read at once however many there were', async () => {
  const is = (amount: bigint) => [{ network: 'fixture', program: economy.program.name, amount }]
  const before = await connected(async (pool) => {
    expect(await unclaimed(pool)).toEqual(is(0n))
    await history(pool, 1, 20)
    await pool.query('vacuum analyze')
    const sum = await byDistribution(pool)
    expect(await unclaimed(pool)).toEqual(is(sum))
    return sum
  })
  const little = await rowsRead(economy.url, unclaimed)
  await connected(async (pool) => {
    await history(pool, 21, 400)
    await pool.query('vacuum analyze')
    const sum = await byDistribution(pool)
    expect(sum).toBeGreaterThan(before)
    expect(await unclaimed(pool)).toEqual(is(sum))
  })
  expect(moreRead(little, await rowsRead(economy.url, unclaimed))).toEqual([])
  // What a reorganisation took back is owed no longer.
  await connected(async (pool) => {
    await pool.query('delete from publication where period > 20')
    expect(await unclaimed(pool)).toEqual(is(before))
  })
})
