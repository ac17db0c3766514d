import { Client, Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PostgresJobLog } from '../../../src/dispatch/log/postgres'
import { PostgresGroup } from '../../../src/dispatch/log/postgresGroup'
import { jobLogContract } from '../../contract/joblog'
import type { TestPostgres } from '../../support/postgres'
import { type JobsDatabase, jobsDatabase, testServer } from './database'

describe('PostgreSQL', () => {
  let server: TestPostgres
  let database: JobsDatabase
  beforeAll(async () => {
    server = await testServer()
    database = await jobsDatabase(server)
  }, 60_000)
  afterAll(() => server.stop())

  jobLogContract('PostgreSQL', {
    kind: 'postgres',
    address: () => database.url,
    open: () => new PostgresJobLog(database.url, { leaseMs: 2_000, renewMs: 400 }),
  })

  it('removes what is past its retention and handled by every group, and goes on counting offsets', async () => {
    const log = new PostgresJobLog(database.url)
    const client = new Client({ connectionString: database.url })
    const pool = new Pool({ connectionString: database.url, max: 1 })
    await client.connect()
    const records = (count: number) =>
      Array.from({ length: count }, () => ({ key: 'k', headers: {}, value: Buffer.from('x') }))
    await log.ensureTopics([{ topic: 'old', partitions: 1 }])
    await log.append('old', records(10))
    await client.query(`update job_log set at = at - interval '1 year' where topic = 'old'`)
    await client.query(
      `insert into job_log_group (consumer_group, topic, partition, committed) values ('slow', 'old', 0, 4), ('fast', 'old', 0, 10)`,
    )
    const offsets = async () =>
      (await client.query(`select "offset"::int as o from job_log where topic = 'old' order by 1`)).rows.map(
        (row) => row.o,
      )
    await log.expire()
    expect(await offsets()).toEqual([4, 5, 6, 7, 8, 9])
    await client.query(`update job_log_group set committed = 10 where consumer_group = 'slow'`)
    await log.expire()
    expect(await offsets()).toEqual([9])
    expect(await log.firstOffsets('old')).toEqual(new Map([[0, 9n]]))
    await log.append('old', records(1))
    expect(await offsets()).toEqual([9, 10])
    // a group that left keeps what it has not handled, for a week
    const group = new PostgresGroup(pool, 'left', 'member', ['old'], 1_000)
    await group.join()
    await group.renew()
    await group.leave()
    await log.append('old', records(5))
    await client.query(`update job_log set at = at - interval '1 year' where topic = 'old'`)
    await client.query(`update job_log_group set committed = 15 where consumer_group in ('slow', 'fast')`)
    await log.expire()
    expect(await offsets()).toEqual([9, 10, 11, 12, 13, 14, 15])
    await client.query(`update job_log_group set leased_until = leased_until - interval '169 hours'`)
    await log.expire()
    expect(await offsets()).toEqual([15])
    await pool.end()
    await client.end()
    await log.close()
  })
})
