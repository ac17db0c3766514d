import path from 'node:path'
import type { Command } from 'commander'
import { Client } from 'pg'
import { DataSource } from 'typeorm'
import { type Env, readEnv } from '../config/env'
import { projectRoot } from '../config/root'
import { AssayError } from '../errors'

/** Any constant will do, as long as everyone who migrates asks for the same one. */
const MIGRATION_LOCK = 7_161_803

/** Loaded where there is a ClickHouse: every command comes through here, and few talk to it. */
const analytics = () => import('../analytics/migrate.js')

function dataSource(env: Env): DataSource {
  return new DataSource({
    type: 'postgres',
    url: env.dbUrl,
    migrations: [path.join(projectRoot, 'db/migrations/*.js')],
    migrationsTransactionMode: 'all',
  })
}

/** Brings both stores to this build's schema; a second caller waits, then finds nothing to do. */
export async function migrate(env: Env): Promise<{ applied: string[] }> {
  const lock = new Client({ connectionString: env.dbUrl })
  await lock.connect().catch((cause: Error) => storeAway(env, cause))
  const source = dataSource(env)
  try {
    await lock.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await source.initialize()
    const applied = await source.runMigrations()
    if (env.CLICKHOUSE_URL) await (await analytics()).migrateClickhouse(env)
    return { applied: applied.map((each) => each.name) }
  } finally {
    if (source.isInitialized) await source.destroy()
    await lock.end()
  }
}

function storeAway({ dbUrl }: Env, cause: Error): never {
  const { host, pathname } = new URL(dbUrl)
  // Of the address only what is no secret.
  throw new AssayError('E-STORE-AWAY', `Postgres does not let us in at ${host}${pathname}: ${cause.message}`, {
    next: 'Start it, or name another in DB_URL or DB_HOST, DB_PORT, DB_USER, DB_PASS, DB_NAME.',
    cause,
    retryable: true,
  })
}

/** @throws AssayError E-SCHEMA when a store is older or newer than this build, E-STORE-AWAY without Postgres */
export async function requireSchema(env: Env): Promise<void> {
  const source = await dataSource(env)
    .initialize()
    .catch((cause: Error) => storeAway(env, cause))
  try {
    const known = new Set(source.migrations.map((each) => each.name ?? each.constructor.name))
    const table = await source.query("select to_regclass('public.migrations') as name")
    const done: { name: string }[] = table[0].name === null ? [] : await source.query('select name from migrations')
    const newer = done.filter((each) => !known.has(each.name))
    const missing = known.size - (done.length - newer.length)
    if (newer.length > 0)
      throw new AssayError('E-SCHEMA', `Postgres is newer than this build: it has ${newer[0]?.name}`, {
        next: 'Run the newer Assay, or point DB_URL at another database.',
      })
    if (missing > 0)
      throw new AssayError('E-SCHEMA', `Postgres lacks ${missing} migration(s) of this build`, {
        next: 'Run `assay migrate`.',
      })
  } finally {
    await source.destroy()
  }
  if (env.CLICKHOUSE_URL) await (await analytics()).checkClickhouse(env)
}

export function register(program: Command): void {
  program
    .command('migrate')
    .description('bring Postgres and ClickHouse to the schema of this build')
    .option('--check', 'only say whether they are; exit 1 if not')
    .addHelpText('after', '\nExample:\n  DB_URL=postgres://… CLICKHOUSE_URL=http://… assay migrate')
    .action(async (options: { check?: boolean }) => {
      const env = readEnv()
      if (options.check) {
        try {
          await requireSchema(env)
          console.log('schema: up to date')
        } catch (error) {
          if (!(error instanceof AssayError) || error.code !== 'E-SCHEMA') throw error
          console.error(`schema: ${error.message}. ${error.next}`)
          process.exitCode = 1
        }
        return
      }
      const { applied } = await migrate(env)
      console.log(applied.length === 0 ? 'schema: up to date' : `schema: applied ${applied.join(', ')}`)
    })
}
