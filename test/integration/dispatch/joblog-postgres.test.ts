import { afterAll, beforeAll, describe } from 'vitest'
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
})
