import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { removeOutsideHome } from '../../../src/embedded/postgres/home'
import { type Postgres, startPostgres } from '../../../src/embedded/postgres/postgres'
import { isTransient } from '../../../src/postgres/away'
import { openPool } from '../../../src/postgres/pool'
import { World } from './world'

const JOBS = 40
const KILLS = 20
const RESTARTS = 2

// An error event or a rejection that nobody listens to ends the process, and fails this whole file. docs/invariants.md#U1
describe('a dispatcher with work under way', () => {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'assay-test-outage-'))
  let postgres: Postgres
  beforeAll(async () => {
    // durable: what was committed must be there after an immediate stop
    postgres = await startPostgres({ dataDir })
  })
  afterAll(async () => {
    await postgres?.stop()
    removeOutsideHome(dataDir)
    rmSync(dataDir, { recursive: true, force: true })
  })

  /** Asks again while PostgreSQL is away. */
  async function insist<T>(work: () => Promise<T>): Promise<T> {
    for (;;)
      try {
        return await work()
      } catch (error) {
        if (!isTransient(error)) throw error
        await sleep(50)
      }
  }

  /** Jobs come in, and PostgreSQL goes, until all of it is over; then every job is settled and was billed once. */
  async function survives(goes: (world: World) => Promise<void>, times: number): Promise<void> {
    const world = await World.open({ url: postgres.url, stop: async () => undefined })
    try {
      const dispatchers = [await world.dispatcher(), await world.dispatcher()]
      await world.worker([await world.node('a'), await world.node('b')], 4)
      const ids: string[] = []
      for (let n = 0; n < times; n++) {
        for (let each = 0; each < JOBS / times; each++) {
          const name = `job ${ids.length}`
          ids.push(await insist(() => world.submit(name)))
        }
        // somewhere in the work that these jobs make
        await sleep(100 + 37 * (n % 7))
        await goes(world)
      }
      for (const id of ids)
        await world.until(`job ${id} is settled`, () => insist(async () => (await world.job(id))?.state === 'settled'))
      for (const each of dispatchers)
        await world.until('everything is handled', () => insist(async () => (await each.lag()) === 0n))
      const { rows } = await world.pool.query(
        `select (select count(*) from bill)::int as bills, (select count(distinct job_id) from bill)::int as jobs,
                (select count(*) from bill where status = 'settled')::int as settled,
                (select count(*) from dead_letter)::int as buried`,
      )
      expect(rows).toEqual([{ bills: ids.length, jobs: ids.length, settled: ids.length, buried: 0 }])
      expect(world.chain.mined.flatMap((call) => call.bills).length).toBe(2 * ids.length)
      // no place of the pool is lost: every connection but the settlers' lock is free again
      await world.until('connections are free', async () => world.pool.totalCount - world.pool.idleCount <= 1)
    } finally {
      await world.close()
    }
  }

  it('goes on when all its backends are ended, again and again', async () => {
    const admin = openPool(postgres.url, { max: 1, name: 'admin' })
    await survives(async () => {
      const { rows } = await admin.query(
        `select count(*)::int as ended from (
           select pg_terminate_backend(pid) from pg_stat_activity
            where backend_type = 'client backend' and pid <> pg_backend_pid()) as each`,
      )
      expect(rows[0].ended).toBeGreaterThan(0)
    }, KILLS)
    await admin.end()
  })

  it.each([
    ['fast', 'SIGINT'],
    ['immediate', 'SIGQUIT'],
  ] as const)('goes on after a %s restart of PostgreSQL', async (_, signal) => {
    await survives(async () => {
      process.kill(postgres.pid, signal)
      await postgres.exited
      postgres = await startPostgres({ dataDir, port: postgres.port })
    }, RESTARTS)
  })
})
