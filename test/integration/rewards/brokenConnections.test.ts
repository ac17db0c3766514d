import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'
import { fixtureProfile, holder } from './support/economy'

let postgres: TestPostgres
let chain: TestChain
let admin: Client
let folder: string
let cron: AssayProcess
let database: string

beforeAll(async () => {
  ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
  const { url } = await freshDatabase(postgres.url, 'broken')
  database = new URL(url).pathname.slice(1)
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-broken-'))
  const profile = path.join(folder, 'fixture.json')
  writeFileSync(profile, JSON.stringify({ ...fixtureProfile({ distributor: holder(500) }), rpc: chain.url }))
  const env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder, ASSAY_PROFILES: profile }
  const migrated = await AssayProcess.run(['migrate'], env)
  if (migrated.code !== 0) throw new Error(migrated.output)
  admin = new Client({ connectionString: postgres.url })
  await admin.connect()
  cron = AssayProcess.start(['cron'], env)
})
afterAll(async () => {
  await cron?.stop()
  await admin?.end()
  await chain?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const connections = async () =>
  (
    await admin.query<{ pid: number }>(
      `select pid from pg_stat_activity where datname = $1 and application_name = 'assay rewards'`,
      [database],
    )
  ).rows.map(({ pid }) => pid)

it('cron goes on after its connections were ended, round after round', async () => {
  for (let ended = 0; ended < 4; ) {
    await cron.until('a connection of cron', async () => (await connections()).length > 0)
    const { rows } = await admin.query<{ gone: boolean }>(
      'select pg_terminate_backend(pid) as gone from unnest($1::int[]) pid',
      [await connections()],
    )
    ended += rows.filter(({ gone }) => gone).length
  }
  await cron.until('a connection of its own again', async () => (await connections()).length > 0)
  expect(cron.alive).toBe(true)
})
