import { readdirSync } from 'node:fs'
import path from 'node:path'
import { Client } from 'pg'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'

export interface JobsDatabase {
  readonly url: string
  stop(): Promise<void>
}

const migrations = path.join(__dirname, '../../../db/migrations')

/** Migrations of the entities and of the jobs. */
const jobs = /-(Entities|Jobs|JobDuties|Quarantine|Queues|Wishes|DemandWaits|LeaseClocks|ReplayedDeadLetters)\.js$/

/** One server for a file of tests. */
export const testServer = startTestPostgres

/** A database of its own with the tables of the entities and of the jobs. */
export async function jobsDatabase(server: TestPostgres): Promise<JobsDatabase> {
  const { url, drop } = await freshDatabase(server.url, 'jobs')
  const client = new Client({ connectionString: url })
  await client.connect()
  for (const file of readdirSync(migrations)
    .sort()
    .filter((name) => jobs.test(name))) {
    const Migration = require(path.join(migrations, file)) as new () => { up(db: Client): Promise<void> }
    await new Migration().up(client)
  }
  await client.end()
  return { url, stop: drop }
}
