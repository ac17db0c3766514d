import type { Env } from '../config/env'
import { AssayError } from '../errors'
import { type AnalyticsClient, analyticsClient } from './client'
import { type Migration, migrations, statementsOf } from './ddl'

/** Valid database names: the name stands in DDL, which takes no parameters. */
const databaseName = /^[A-Za-z_]\w{0,63}$/

const register = `CREATE TABLE IF NOT EXISTS schema_migration {on_cluster}
  (name String, digest String, applied_at DateTime('UTC') DEFAULT now()) ENGINE = {engine} ORDER BY name`

/**
 * Brings ClickHouse to the schema of this build. Statements may run twice: a migration that was cut short is run again.
 * The caller holds the migration lock (`assay migrate`).
 * @throws AssayError E-CLICKHOUSE when it is away; E-SCHEMA when it is newer than this build
 */
export async function migrateClickhouse(env: Env): Promise<void> {
  const cluster = env.CLICKHOUSE_CLUSTER
  const database = env.CLICKHOUSE_DATABASE
  if (!databaseName.test(database))
    throw new AssayError('E-ENV', `CLICKHOUSE_DATABASE: ${database} is not a name of letters, digits and _`)
  await withClient(analyticsClient(env, null), async (client) => {
    const [create] = statementsOf(`CREATE DATABASE IF NOT EXISTS ${database} {on_cluster}`, cluster)
    await client.command({ query: create! })
  })
  await withClient(analyticsClient(env), async (client) => {
    await client.command({ query: statementsOf(register, cluster)[0]! })
    const all = migrations(cluster)
    const applied = await appliedTo(client)
    refuseOthers(all, applied)
    for (const { name, digest, statements } of all.filter((each) => !applied.has(each.name))) {
      for (const query of statements) await client.command({ query })
      await client.insert({
        table: 'schema_migration',
        values: [{ name, digest }],
        columns: ['name', 'digest'],
        format: 'JSONEachRow',
      })
    }
  })
}

/** @throws AssayError E-SCHEMA when ClickHouse is older or newer than this build */
export async function checkClickhouse(env: Env): Promise<void> {
  await withClient(analyticsClient(env, null), async (client) => {
    const all = migrations(env.CLICKHOUSE_CLUSTER)
    const found = await client.query({
      query: "SELECT name FROM system.tables WHERE database = {database:String} AND name = 'schema_migration'",
      query_params: { database: env.CLICKHOUSE_DATABASE },
      format: 'JSONEachRow',
    })
    const exists = (await found.json()).length > 0
    const applied = exists ? await appliedTo(client, `${env.CLICKHOUSE_DATABASE}.`) : new Map<string, string>()
    refuseOthers(all, applied)
    const missing = all.filter((each) => !applied.has(each.name))
    if (missing.length > 0)
      throw new AssayError('E-SCHEMA', `ClickHouse lacks ${missing.map((each) => each.name).join(', ')}`, {
        next: 'Run `assay migrate`.',
      })
  })
}

async function appliedTo(client: AnalyticsClient, prefix = ''): Promise<Map<string, string>> {
  const result = await client.query({
    query: `SELECT name, digest FROM ${prefix}schema_migration`,
    format: 'JSONEachRow',
  })
  const rows = await result.json<{ name: string; digest: string }>()
  return new Map(rows.map((row) => [row.name, row.digest]))
}

function refuseOthers(all: readonly Migration[], applied: ReadonlyMap<string, string>): void {
  const own = new Map(all.map(({ name, digest }) => [name, digest]))
  for (const [name, digest] of applied) {
    if (own.get(name) === digest) continue
    const what = own.has(name) ? `has another ${name} than this build` : `is newer than this build: it has ${name}`
    throw new AssayError('E-SCHEMA', `ClickHouse ${what}`, {
      next: 'Run the Assay that made it, or drop the database and run `assay migrate`: it is projected again.',
    })
  }
}

async function withClient<T>(client: AnalyticsClient, use: (client: AnalyticsClient) => Promise<T>): Promise<T> {
  try {
    return await use(client)
  } catch (cause) {
    if (cause instanceof AssayError) throw cause
    throw new AssayError('E-CLICKHOUSE', `ClickHouse did not answer: ${(cause as Error).message}`, {
      next: 'Look whether CLICKHOUSE_URL is right and ClickHouse runs, then try again.',
      cause,
      retryable: true,
    })
  } finally {
    await client.close()
  }
}
