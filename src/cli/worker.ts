import type { Command } from 'commander'
import { readEnv, secretList } from '../config/env'
import { loadProfile } from '../config/profile'
import { openJobLog } from '../dispatch/log/open'
import { jobNetworks } from '../dispatch/network'
import { voiceOf } from '../dispatch/reports/nodeKeys'
import { Worker } from '../dispatch/worker/worker'
import { AssayError } from '../errors'
import { untilStopped } from '../process/stop'
import { whole } from './chosen'
import { awaitSchema } from './schema'

interface Options {
  readonly network?: string
  readonly node?: string[]
  readonly gpus: string
  readonly pace: string
}

/** Nodes that one process speaks for; beyond that a network has several workers, each with its --node list. */
const MAX_NODES = 500

export function register(program: Command): void {
  program
    .command('worker')
    .description('reference GPU worker: heartbeats, leased jobs, results')
    .option('--network <name>', 'network whose jobs it does (default: the one with a bill contract)')
    .option('--node <address...>', 'nodes it speaks for (default: those whose keys are in WORKER_KEYS)')
    .option('--gpus <n>', 'GPUs of each node', '2')
    .option('--pace <factor>', '1: pace of a real GPU, 0: as fast as this machine can', '1')
    .addHelpText(
      'after',
      `
Example:
  WORKER_KEYS_FILE=keys KAFKA_BROKERS=kafka:9092 ASSAY_PROFILES=profiles/dgrid.json assay worker --gpus 8

What it reports is signed by the key of its node, or by the operator's beside --node. It needs no database.

Any number may run, each with nodes of its own: two that speak for one node would both compute its jobs, and the first
report of a lease counts.
It computes an iterated hash in the place of a model. Killed at any moment, its jobs come back when their leases end.`,
    )
    .action(run)
}

async function run(options: Options): Promise<void> {
  const env = readEnv()
  const gpusPerNode = whole('--gpus', options.gpus, 1, 64)
  const pace = Number(options.pace)
  if (!(pace >= 0 && pace <= 100)) throw usage('--pace', 'a number from 0 to 100')
  const networks = jobNetworks(env.profileFiles.map((file) => loadProfile(file, env.variables)))
  const network = networks.find((each) => options.network === undefined || each.name === options.network)
  if (network === undefined)
    throw new AssayError('E-WORKER-NETWORK', `no profile of ${options.network ?? 'a network'} with a bill contract`, {
      next: 'Set ASSAY_PROFILES to its profile.',
    })
  const { nodes, sign } = voiceOf(
    network,
    secretList(env.WORKER_KEYS ?? ''),
    options.node?.map((each) => each.toLowerCase()),
  )
  if (nodes.length > MAX_NODES) throw usage('--node', `at most ${MAX_NODES} nodes`)
  // Only where the log itself is on Postgres: a node's machine sees nothing of the ledger.
  if (env.jobLog === 'postgres') await awaitSchema({ ...env, CLICKHOUSE_URL: undefined })
  const log = openJobLog(env)
  const worker = new Worker({
    ...{ log, sign, gpusPerNode, pace },
    ...{ network: network.name, nodes, partitions: env.JOB_LOG_PARTITIONS },
  })
  await untilStopped(async () => {
    await worker.start()
    console.log(`ready worker ${network.name} (${gpusPerNode} GPUs a node)`)
    return async () => {
      await worker.stop()
      await log.close()
    }
  })
}

function usage(option: string, what: string): AssayError {
  return new AssayError('E-USAGE', `${option} must be ${what}`, { next: 'See assay worker --help.' })
}
