import path from 'node:path'
import type { Command } from 'commander'
import { DataSource } from 'typeorm'
import { migrateClickhouse } from '../analytics/migrate'
import { type Env, readEnv } from '../config/env'
import { projectRoot } from '../config/root'
import { AssayError } from '../errors'
import { openClient } from '../postgres/client'
import { awaitLock } from '../postgres/lock'
import { requireSchema } from './schema'

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
  const lock = await openClient(env.dbUrl, 'assay migrate')
  const source = dataSource(env)
  try {
    await awaitLock(lock, 'migration')
    await source.initialize()
    const applied = await source.runMigrations()
    if (env.CLICKHOUSE_URL) await migrateClickhouse(env)
    return { applied: applied.map((each) => each.name) }
  } finally {
    if (source.isInitialized) await source.destroy()
    await lock.end()
  }
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
