import type { Command } from 'commander'
import type { Client } from 'pg'
import { analyticsClient } from '../analytics/client'
import { compareStores, type Equality, recordEquality } from '../analytics/equality'
import { dailyCheck } from '../analytics/projector/dailyCheck'
import { runProjector } from '../analytics/projector/projector'
import { type Env, readEnv } from '../config/env'
import { loadProfile } from '../config/profile'
import { AssayError } from '../errors'
import { openClient } from '../postgres/client'
import { exitWithin, STOP_GRACE_MS, stopped, stopSignal } from '../process/stop'
import { awaitSchema } from './schema'

export function register(program: Command): void {
  program
    .command('project')
    .description('copy final facts from Postgres to ClickHouse, as they become final')
    .option('--check', 'only compare both stores, exactly; exit 1 when they differ')
    .option('--rebuild', 'forget the cursor of every network, so that the running projector starts over')
    .option('--json', 'with --check: one JSON array')
    .addHelpText(
      'after',
      `
Examples:
  DB_URL=postgres://… CLICKHOUSE_URL=http://… ASSAY_PROFILES=profiles/destra.json assay project
  assay project --check --json

ClickHouse can always be projected again from Postgres. Where --check finds a difference: assay project --rebuild.`,
    )
    .action(async (options: { check?: boolean; rebuild?: boolean; json?: boolean }) => {
      const env = readEnv()
      const networks = networksOf(env)
      if (options.check) await check(env, networks, options.json ?? false)
      else if (options.rebuild) await rebuild(env, networks)
      else await run(env, networks)
    })
}

async function run(env: Env, networks: readonly string[]): Promise<void> {
  await awaitSchema(env)
  const stop = stopSignal()
  void stopped(stop).then(() => exitWithin(STOP_GRACE_MS))
  const clickhouse = analyticsClient(env)
  console.log(`ready project ${networks.join(',')}`)
  await runProjector({ dbUrl: env.dbUrl, clickhouse, networks, whenLive: dailyCheck(clickhouse) }, stop)
  await clickhouse.close()
  process.exit(0)
}

async function check(env: Env, networks: readonly string[], json: boolean): Promise<void> {
  const results = await withStores(env, async (pg, clickhouse) => {
    const found: Equality[] = []
    for (const network of networks) {
      const equality = await compareStores(pg, clickhouse, network)
      await recordEquality(pg, equality)
      found.push(equality)
    }
    return found
  })
  if (json) console.log(JSON.stringify(results))
  else for (const result of results) describe(result)
  if (!results.every((result) => result.equal)) process.exitCode = 1
}

function describe({ network, block, equal, differences }: Equality): void {
  console.log(`${network}: ${equal ? 'equal' : 'DIFFERENT'} up to block ${block}`)
  for (const { table, figure, postgres, clickhouse, day, row } of differences) {
    const where = [day, row].filter(Boolean).map((each) => ` ${each},`)
    console.log(`  ${table}.${figure}:${where.join('')} postgres ${postgres}, clickhouse ${clickhouse}`)
  }
}

/** The running projector finds its cursor moved and removes the rows above it: all. */
async function rebuild(env: Env, networks: readonly string[]): Promise<void> {
  await withStores(env, (pg) =>
    pg.query('UPDATE projection_cursor SET block = -1, rows = 0, updated_at = now() WHERE network = ANY($1)', [
      networks,
    ]),
  )
  console.log(`projection starts over: ${networks.join(', ')}`)
}

async function withStores<T>(
  env: Env,
  use: (pg: Client, clickhouse: ReturnType<typeof analyticsClient>) => Promise<T>,
): Promise<T> {
  const clickhouse = analyticsClient(env)
  let pg: Client | undefined
  try {
    pg = await openClient(env.dbUrl, 'assay project')
    return await use(pg, clickhouse)
  } finally {
    await pg?.end()
    await clickhouse.close()
  }
}

function networksOf(env: Env): string[] {
  if (env.profileFiles.length === 0)
    throw new AssayError('E-ENV', 'no network profile is configured', {
      next: 'Set ASSAY_PROFILES to the files of the networks to project.',
    })
  return env.profileFiles.map((file) => loadProfile(file, env.variables).name)
}
