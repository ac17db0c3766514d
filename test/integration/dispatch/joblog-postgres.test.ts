import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PostgresJobLog } from '../../../src/dispatch/log/postgres'
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
    await log.append('old', records(1))
    expect(await offsets()).toEqual([9, 10])
    await client.end()
    await log.close()
  })
})
