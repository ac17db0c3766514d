import { readEnv } from '../../config/env'
import { Dispatcher } from '../../dispatch/dispatcher'
import { openJobLog } from '../../dispatch/log/open'
import { openPool } from '../../postgres/pool'
import { untilStopped } from '../../process/stop'
import { awaitSchema } from '../schema'
import { networksOf } from './withDesk'

/** Five topics at four partitions each would use twenty; they are rarely all busy, and the loops take one each. */
const CONNECTIONS = 12

/** The dispatcher's process, until it is stopped. */
export async function run(): Promise<void> {
  const env = readEnv()
  const networks = networksOf(env)
  for (const { name, minimumNodeStake } of networks)
    if (minimumNodeStake === undefined)
      console.error(
        `${name}: no node gets work: its profile does not say what stake that takes (minimumNodeStake; '0': any)`,
      )
  // Jobs do not depend on ClickHouse: neither may the start of what runs and bills them.
  await awaitSchema({ ...env, CLICKHOUSE_URL: undefined })
  const pool = openPool(env.dbUrl, { max: CONNECTIONS, name: 'assay-dispatch' })
  const log = openJobLog(env)
  const dispatcher = new Dispatcher({
    pool,
    log,
    networks,
    partitions: env.JOB_LOG_PARTITIONS,
    settlerKey: env.SETTLER_KEY ?? null,
  })
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
