import { afterAll, beforeAll, describe } from 'vitest'
import { PostgresJobLog } from '../../../src/dispatch/log/postgres'
import { jobLogContract } from '../../contract/joblog'
import { type JobsDatabase, jobsDatabase } from './database'

describe('PostgreSQL', () => {
  let database: JobsDatabase
  beforeAll(async () => {
    database = await jobsDatabase()
  }, 60_000)
  afterAll(() => database.stop())

  jobLogContract('PostgreSQL', {
    kind: 'postgres',
    address: () => database.url,
    open: () => new PostgresJobLog(database.url, { leaseMs: 2_000, renewMs: 400 }),
  })
})
