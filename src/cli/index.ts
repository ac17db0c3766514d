import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Command } from 'commander'
import { type Env, readEnv, rpcFromEnv, setDbUrl } from '../config/env'
import { loadProfile, type Profile } from '../config/profile'
import { projectRoot } from '../config/root'
import { AssayError } from '../errors'
import { type Alarms, StoredAlarms } from '../indexer/alarms'
import { indexNetwork } from '../indexer/indexer'
import { type Network, networkOf } from '../indexer/network'
import type { Archive } from '../indexer/source/archive/archive'
import { ArchiveSource } from '../indexer/source/archive/archiveSource'
import { archiveToFill, archiveToRead } from '../indexer/source/archive/open'
import type { Source } from '../indexer/source/source'
import { ChainSource } from '../indexer/squid/chainSource'
import { NetworkLock } from '../indexer/squid/networkLock'
import { readIndexesAtEnd, readIndexesAtHead } from '../postgres/indexes'
import { shareLock } from '../postgres/lock'
import { openPool } from '../postgres/pool'
import { realPause } from '../process/backOff'
import { awaitStore } from './schema'
import { optimiseOnlyWhatIsHot } from './tiering'

export function register(program: Command): void {
  program
    .command('index')
    .description('index one network: chain events into Postgres, hot blocks rolled back when the chain replaces them')
    .option('--network <name>', 'which of the profiles in ASSAY_PROFILES')
    .option('--profile <file>', 'a profile file')
    .option('--archive <dir>', 'folder of the raw-log archives, filled on the way (default: in the data folder)')
    .option('--no-archive', 'keep none')
    .option('--from-archive', 'read the archive before the node; without an RPC endpoint index what it holds and end')
    .addHelpText(
      'after',
      `
Examples:
  DB_URL=postgres://… RPC_DESTRA_HTTP=https://… assay index --profile profiles/destra.json
  DB_URL=postgres://… assay index --profile profiles/destra.json --from-archive`,
    )
    .action(async (options: IndexOptions) => {
      const env = readEnv()
      const profile = chooseProfile(env, options)
      const lock = await NetworkLock.take(await awaitStore(env), env.dbUrl, profile.name, realPause)
      // The SDK's typeorm config reads its own variable.
      setDbUrl(process.env, env.dbUrl)
      const network = networkOf(profile)
      await confirmDeployment(network, env)
      optimiseOnlyWhatIsHot()
      console.log(`ready indexer ${profile.name}`)
      const source = await sourceOf(network, env, options, lock)
      await source.run(indexNetwork(network))
    })
}

/** Nothing is read of a staking pool before it has said that it stakes this token; an archive cannot say it. */
async function confirmDeployment(network: Network, env: Env): Promise<void> {
  // HTTP before WebSocket: it is one question, and a socket would stay open.
  const url = rpcFromEnv(network.name, env.variables).http ?? network.profile.rpcUrl
  if (url === undefined || network.pools.size === 0) return
  // What asks is large, and most networks have no pool.
  const { confirmPools, tokenAsker } = await import('../audit/deployment.js')
  for (const pool of await confirmPools(network, tokenAsker(url, sleep)))
    console.warn(
      `${network.name}: nobody has confirmed what ${pool} stakes: no token is there yet, or the node does no eth_call`,
    )
}

/** Beside the blocks' transactions: one reads history again, one makes indexes, and alarms wait for neither. */
const CONNECTIONS = 3

interface IndexOptions {
  readonly network?: string
  readonly profile?: string
  /** false: none */
  readonly archive?: string | false
  readonly fromArchive?: boolean
}

async function sourceOf(network: Network, env: Env, options: IndexOptions, lock: NetworkLock): Promise<Source> {
  const pool = openPool(env.dbUrl, { max: CONNECTIONS, name: 'assay checks' })
  const alarms = new StoredAlarms(pool, network.name)
  const folder = typeof options.archive === 'string' ? path.resolve(options.archive) : env.archiveDir
  const { fromArchive = false } = options
  const archive = await archiveOf(network, folder, options, alarms)
  const leaveHistory = await lock.through((session) => shareLock(session, 'history'))
  if (archive && fromArchive && !network.profile.rpcUrl)
    return new ArchiveSource(network, projectRoot, lock, archive, async () => {
      await leaveHistory()
      await readIndexesAtEnd(pool, alarms, realPause)
    })
  const onCaughtUp = () => void leaveHistory().then(() => readIndexesAtHead(pool, alarms, realPause))
  return new ChainSource({ network, projectDir: projectRoot, lock, alarms, pool, archive, fromArchive, onCaughtUp })
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
