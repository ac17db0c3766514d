import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { address } from '../../../src/economics/units'
import { AssayProcess } from '../../support/assay'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { DAY, Economy, FixtureBlocks, fixtureProfile, hashOf, holder, utc } from './support/economy'

const pool = address(`0x${'9a'.repeat(20)}`)
const START = utc('2025-09-01T00:00:00')
const NOW = START + 65 * DAY

let postgres: TestPostgres
let economy: Economy
let env: Record<string, string>

/** A pool in its third period: the first was paid in part, the second left by one of two, the third is open. */
beforeAll(async () => {
  postgres = await startTestPostgres()
  economy = await Economy.create(postgres.url, {}, async (url) => {
    const { code, output } = await AssayProcess.run(['migrate'], { DB_URL: url, CLICKHOUSE_URL: '' })
    if (code !== 0) throw new Error(output)
  })
  const { pool: db } = economy
  await db.query(`insert into head (id, number, hash, time) values ('fixture', $1, $2, $3)`, [
    FixtureBlocks.at(NOW),
    hashOf(1),
    NOW,
  ])
  await db.query(
    `insert into pool (id, network, pool, ruleset, end_zero, index, threshold, total_staked)
     values ('fixture-pool', 'fixture', $1, 'destra-pool/v1', $2, 2, 1296000, 20)`,
    [pool, START + 30 * DAY],
  )
  const period = (n: number, deposited: number, claimed: number, booked: number, claimedWeight: number, left: number) =>
    db.query(
      `insert into pool_period (id, network, pool, period, deposited, claimed, overwritten, booked, claimed_weight, forfeited_weight)
       values ('fixture-' || $2, 'fixture', $1, $2::int, $3, $4, 0, $5, $6, $7)`,
      [pool, n, deposited, claimed, booked, claimedWeight, left],
    )
  // Two stakes of 10 for 360 days, weight 40 each.
  await period(0, 100, 50, 80, 40, 0)
  await period(1, 60, 0, 80, 0, 40)
  await period(2, 30, 0, 40, 0, 0)
  for (const staker of [1, 2]) {
    const id = await economy.stake(holder(staker), 10n, 360, 4, START)
    await db.query(`update "position" set pool = $2, id = replace(id, 'pool', $2) where id = $1`, [id, pool])
  }
  await db.query(
    `update "position" set status = 'closed', closed_by = 'event', closed_block = 1, closed_time = $2 where owner = $1`,
    [holder(1), START + 61 * DAY],
  )
  await db.query(
    `insert into pool_claim (id, network, pool, account, period, amount, block, block_time, tx_hash)
     values ('c1', 'fixture', $1, $2, 0, 50, 1, $3, '0x')`,
    [pool, holder(1), START + 31 * DAY],
  )
  const profile = path.join(economy.dataDir, 'pool.json')
  writeFileSync(
    profile,
    JSON.stringify(
      fixtureProfile({ program: 'destra.pool', over: { contracts: { pool: { address: pool, kind: 'destra-pool' } } } }),
    ),
  )
  const services = { DB_URL: economy.url, CLICKHOUSE_URL: '', RPC_FIXTURE_HTTP: 'http://127.0.0.1:9' }
  env = { ...services, ASSAY_DATA: economy.dataDir, ASSAY_PROFILES: profile }
})
afterAll(async () => {
  await economy?.close()
  await postgres?.stop()
})

const shown = (wei: number) => [wei === 0 ? '0 ETH' : `0.${`${wei}`.padStart(18, '0')} ETH`, `${wei}`]

it('rewards show lists the pool’s periods: deposited is claimed, predicted and stranded, to the wei', async () => {
  const { code, output } = await AssayProcess.run(['rewards', 'show'], env)
  const lines = output
    .trim()
    .split('\n')
    .map((line) => line.split(/ {2,}/))
  expect([code, lines]).toEqual([
    0,
    [
      ['distribution', 'state', 'deposited', 'wei', 'predicted', 'wei', 'claimed', 'wei', 'stranded', 'wei'],
      ['fixture:destra.pool:p0', 'claimable', ...shown(100), ...shown(50), ...shown(50), ...shown(0)],
      ['fixture:destra.pool:p1', 'claimable', ...shown(60), ...shown(30), ...shown(0), ...shown(30)],
      ['fixture:destra.pool:p2', 'open', ...shown(30), ...shown(30), ...shown(0), ...shown(0)],
    ],
  ])
  const asked = await AssayProcess.run(['rewards', 'show', '--program', 'destra.pool', '--json'], env)
  expect(JSON.parse(asked.output)[1]).toEqual({
    ...{ id: 'fixture:destra.pool:p1', network: 'fixture', program: 'destra.pool', period: 'p1', state: 'claimable' },
    ...{ start: START + 30 * DAY, end: START + 60 * DAY },
    ...{ deposited: '60', predicted: '30', claimed: '0', stranded: '30' },
  })
  const other = await AssayProcess.run(['rewards', 'show', '--program', 'destra.stakers.monthly', '--json'], env)
  expect(JSON.parse(other.output)).toEqual([])
})
