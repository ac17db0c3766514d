import type { Command } from 'commander'
import { readEnv } from '../config/env'
import { loadProfile } from '../config/profile'
import { Dispatcher } from '../dispatch/dispatcher'
import { openJobLog } from '../dispatch/log/open'
import { jobNetworks } from '../dispatch/network'
import { AssayError } from '../errors'
import { openPool } from '../postgres/pool'
import { untilStopped } from '../process/stop'
import { awaitSchema } from './schema'

/** Five topics at four partitions each would use twenty; they are rarely all busy, and the loops take one each. */
const CONNECTIONS = 12

export function register(program: Command): void {
  program
    .command('dispatch')
    .description('give jobs to GPUs under leases, and bill what was done')
    .addHelpText(
      'after',
      `
Example:
  DB_URL=postgres://… KAFKA_BROKERS=kafka:9092 ASSAY_PROFILES=profiles/dgrid.json assay dispatch

Any number may run: they share the partitions of the topics as one consumer group.
With SETTLER_KEY (or SETTLER_KEY_FILE) it also opens, settles and refunds bills on chain; one of them at a time does.`,
    )
    .action(run)
}

async function run(): Promise<void> {
  const env = readEnv()
  const networks = jobNetworks(env.profileFiles.map((file) => loadProfile(file, env.variables)))
  if (networks.length === 0)
    throw new AssayError('E-DISPATCH-NETWORKS', 'no profile has a bill contract, so no job could be paid', {
      next: 'Set ASSAY_PROFILES to profiles with a contract of kind dgrid-bill.',
    })
  // Jobs do not depend on ClickHouse: neither may the start of what runs and bills them.
  await awaitSchema({ ...env, CLICKHOUSE_URL: undefined })
  const pool = openPool(env.dbUrl, { max: CONNECTIONS, name: 'assay-dispatch' })
  const log = openJobLog(env)
  const dispatcher = new Dispatcher({ pool, log, networks, settlerKey: env.SETTLER_KEY ?? null })
  await untilStopped(async () => {
    await dispatcher.start()
    console.log(`ready dispatch ${networks.map((each) => each.name).join(',')} (job log: ${log.kind})`)
    return async () => {
      await dispatcher.stop()
      await log.close()
      await pool.end()
    }
  })
}
