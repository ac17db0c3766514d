import path from 'node:path'
import { requirePrograms, scopeOf } from './cli/beforeIndexing'
import { runProgram, sayInstance } from './cli/program'
import { awaitStore } from './cli/schema'
import { type Env, readEnv, setDbUrl } from './config/env'
import { loadProfile, type Profile } from './config/profile'
import { AssayError } from './errors'
import { type Alarms, StoredAlarms } from './indexer/alarms'
import { indexNetwork } from './indexer/indexer'
import { type Network, networkOf, withHandlers } from './indexer/network'
import type { Archive } from './indexer/source/archive/archive'
import { archiveToFill, archiveToRead } from './indexer/source/archive/open'
import type { BlockHandler, Source } from './indexer/source/source'
import { ArchiveSource } from './indexer/squid/archiveSource'
import { ChainSource } from './indexer/squid/chainSource'
import { NetworkLock } from './indexer/squid/networkLock'
import { networkDatabase } from './indexer/squid/store'
import { readIndexesAtEnd, readIndexesAtHead } from './postgres/indexes'
import { shareLock } from './postgres/lock'
import { openPool } from './postgres/pool'
import { PASSED, type Preflight, preflight } from './preflight/preflight'
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
  const compared = await compare(network, lock, options)
  console.log(`ready indexer ${network.name}`)

  // The SDK's typeorm config reads its own variable.
  setDbUrl(process.env, env.dbUrl)
  const database = networkDatabase(network.name, lock)
  const readAhead = new Latch()
  const source = await sourceOf(network, env, options, lock, readAhead)
  const index = indexNetwork(await withHandlers(network), readAhead)
  const handler: BlockHandler = async (blocks, store) => {
    await compared.cleared()
    await index(blocks, store)
  }
  await Promise.all([compared.decided, source.run(processorOf(network), database, handler)])
}

/** Nothing is read for a profile that is not its chain's; an archive alone cannot say whether it is. */
async function compare(
  { name, profile }: Network,
  lock: NetworkLock,
  { fromArchive = false }: IndexOptions,
): Promise<Preflight> {
  if (profile.rpcUrl === undefined) return PASSED
  await requirePrograms(profile)
  const begins = (await lock.through((session) => scopeOf(session, profile))) === 'whole'
  const scope = !begins ? 'resumed' : fromArchive ? 'archived' : 'whole'
  const say = (text: string) => console.warn(`${name}: ${text}`)
  return preflight({ profile, scope, say, pause: realPause })
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
  const compareFigures = figuresAtHead(env.dbUrl, network.profile)
  const onCaughtUp = () =>
    void leaveHistory().then(() => {
      compareFigures()
      return readIndexesAtHead(pool, alarms, realPause)
    })
  return new ChainSource({ network, lock, alarms, pool, archive, fromArchive, readAhead, onCaughtUp })
}

/** Figures are compared with the contracts from the first final block at the head on, whether or not a cron runs. */
function figuresAtHead(dbUrl: string, profile: Profile): () => void {
  let comparing: Promise<() => void> | undefined
  return () => {
    if (comparing) void comparing.then((compareNow) => compareNow())
    else comparing = import('./audit/start.js').then((audit) => audit.startOwnReconciliation(dbUrl, profile))
  }
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
