import path from 'node:path'
import { runProgram, sayInstance } from './cli/program'
import { awaitStore } from './cli/schema'
import { type Env, readEnv, setDbUrl } from './config/env'
import { contractsOf, loadProfile, type Profile } from './config/profile'
import { AssayError } from './errors'
import { type Alarms, StoredAlarms } from './indexer/alarms'
import { indexNetwork } from './indexer/indexer'
import { type Network, networkOf, withHandlers } from './indexer/network'
import type { Archive } from './indexer/source/archive/archive'
import { archiveToFill, archiveToRead } from './indexer/source/archive/open'
import type { Source } from './indexer/source/source'
import { ArchiveSource } from './indexer/squid/archiveSource'
import { ChainSource } from './indexer/squid/chainSource'
import { NetworkLock } from './indexer/squid/networkLock'
import { networkDatabase } from './indexer/squid/store'
import { readIndexesAtEnd, readIndexesAtHead } from './postgres/indexes'
import { shareLock } from './postgres/lock'
import { openPool } from './postgres/pool'
import { realPause } from './process/backOff'
import { Latch } from './process/latch'
import { processorOf } from './processor'

export interface IndexOptions {
  readonly network?: string
  readonly profile?: string
  /** false: none */
  readonly archive?: string | false
  readonly fromArchive?: boolean
}

/** Indexes one network until it is stopped: `assay index`, and with no options `node lib/main.js`. */
export async function main(options: IndexOptions = {}): Promise<void> {
  const env = readEnv()
  const network = networkOf(chooseProfile(env, options))
  const lock = await NetworkLock.take(await awaitStore(env), env.dbUrl, network.name, realPause)
  await confirmDeployment(network)
  console.log(`ready indexer ${network.name}`)

  // The SDK's typeorm config reads its own variable.
  setDbUrl(process.env, env.dbUrl)
  const database = networkDatabase(network.name, lock)
  const readAhead = new Latch()
  const source = await sourceOf(network, env, options, lock, readAhead)
  await source.run(processorOf(network), database, indexNetwork(await withHandlers(network), readAhead))
}

/** Nothing is read of a staking pool before it has said that it stakes this token; an archive cannot say it. */
async function confirmDeployment(network: Network): Promise<void> {
  const url = network.profile.rpcUrl
  if (url === undefined || contractsOf(network.profile, 'destra-pool').length === 0) return
  // What asks is large, and most networks have no pool.
  const { confirmPools, tokenAsker } = await import('./audit/deployment.js')
  for (const pool of await confirmPools(network, tokenAsker(url, realPause)))
    console.warn(
      `${network.name}: nobody has confirmed what ${pool} stakes: no token is there yet, or the node does no eth_call`,
    )
}

/** Beside the blocks' transactions: one reads history again, one makes indexes, and alarms wait for neither. */
const CONNECTIONS = 3

async function sourceOf(
  network: Network,
  env: Env,
  options: IndexOptions,
  lock: NetworkLock,
  readAhead: Latch,
): Promise<Source> {
  const pool = openPool(env.dbUrl, { max: CONNECTIONS, name: 'assay checks' })
  const alarms = new StoredAlarms(pool, network.name)
  const folder = typeof options.archive === 'string' ? path.resolve(options.archive) : env.archiveDir
  const { fromArchive = false } = options
  const archive = await archiveOf(network, folder, options, alarms)
  const leaveHistory = await lock.through((session) => shareLock(session, 'history'))
  if (archive && fromArchive && !network.profile.rpcUrl)
    return new ArchiveSource(network, archive, readAhead, async () => {
      await leaveHistory()
      await readIndexesAtEnd(pool, alarms, realPause)
    })
  const onCaughtUp = () => void leaveHistory().then(() => readIndexesAtHead(pool, alarms, realPause))
  return new ChainSource({ network, lock, alarms, pool, archive, fromArchive, readAhead, onCaughtUp })
}

async function archiveOf(
  network: Network,
  folder: string,
  options: IndexOptions,
  alarms: Alarms,
): Promise<Archive | undefined> {
  if (options.fromArchive) return archiveToRead(folder, network, alarms)
  return options.archive === false ? undefined : archiveToFill(folder, network, alarms)
}

function chooseProfile(env: Env, options: Pick<IndexOptions, 'network' | 'profile'>): Profile {
  if (options.profile) return loadProfile(options.profile, env.variables)
  const profiles = env.profileFiles.map((file) => loadProfile(file, env.variables))
  const chosen = options.network ? profiles.find(({ name }) => name === options.network) : profiles[0]
  if (!chosen || (!options.network && profiles.length > 1))
    throw new AssayError(
      'E-NETWORK',
      `which network? known: ${profiles.map(({ name }) => name).join(', ') || 'none'}`,
      {
        next: 'Give --network NAME or --profile FILE.',
      },
    )
  return chosen
}

if (require.main === module)
  runProgram(async () => {
    if (process.argv.length > 2)
      throw new AssayError(
        'E-NETWORK',
        `lib/main.js takes no arguments, and was given ${process.argv.slice(2).join(' ')}`,
        {
          next: 'Name one network in ASSAY_PROFILES, or run `assay index`, which has options.',
        },
      )
    sayInstance()
    await main()
  })
