import path from 'node:path'
import { type Command, Option } from 'commander'
import { Client } from 'pg'
import { type Env, readEnv } from '../config/env'
import { loadProfile, type Profile } from '../config/profile'
import { projectRoot } from '../config/root'
import { AssayError } from '../errors'
import { type Alarms, StoredAlarms } from '../indexer/alarms'
import { ArchiveSource } from '../indexer/archive/archiveSource'
import { archiveToFill, archiveToRead } from '../indexer/archive/open'
import { ChainSource } from '../indexer/chainSource'
import { indexNetwork } from '../indexer/indexer'
import { type Network, networkOf } from '../indexer/network'
import { SdkSource } from '../indexer/sdkSource'
import type { Source } from '../indexer/source'
import { requireSchema } from './migrate'

export function register(program: Command): void {
  program
    .command('index')
    .description('index one network: chain events into Postgres, hot blocks rolled back when the chain replaces them')
    .option('--network <name>', 'which of the profiles in ASSAY_PROFILES')
    .option('--profile <file>', 'a profile file')
    .addOption(
      new Option('--source <source>', 'how blocks are read: by our own readers, or by the SDK to compare')
        .choices(['filtered', 'sdk'])
        .default('filtered'),
    )
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
      await requireSchema(env)
      const held = await holdNetwork(env, profile.name)
      // The SDK's typeorm config reads its own variable.
      process.env.DB_URL = env.dbUrl
      const network = networkOf(profile)
      console.log(`ready indexer ${profile.name}`)
      const source = await sourceOf(network, env, options, new StoredAlarms(held, network.name))
      await source.run(indexNetwork(network))
    })
}

interface IndexOptions {
  readonly network?: string
  readonly profile?: string
  readonly source: 'filtered' | 'sdk'
  /** false: none */
  readonly archive?: string | false
  readonly fromArchive?: boolean
}

async function sourceOf(network: Network, env: Env, options: IndexOptions, alarms: Alarms): Promise<Source> {
  if (options.source === 'sdk') return new SdkSource(network, projectRoot)
  const folder = typeof options.archive === 'string' ? path.resolve(options.archive) : env.archiveDir
  if (options.fromArchive) {
    const archive = await archiveToRead(folder, network)
    return network.profile.rpcUrl
      ? new ChainSource(network, projectRoot, alarms, archive, true)
      : new ArchiveSource(network, projectRoot, archive)
  }
  const archive = options.archive === false ? undefined : await archiveToFill(folder, network)
  return new ChainSource(network, projectRoot, alarms, archive)
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

/** One indexer per network: the lock lives as long as this connection. @throws AssayError E-NETWORK-TAKEN */
async function holdNetwork(env: Env, network: string): Promise<Client> {
  const lock = new Client({ connectionString: env.dbUrl })
  await lock.connect()
  lock.on('error', (error) => {
    console.error(`E-LOCK-LOST: the connection that holds the lock of ${network} broke: ${error.message}`)
    process.exit(1)
  })
  const { rows } = await lock.query<{ held: boolean }>(
    "select pg_try_advisory_lock(hashtextextended('assay:index:' || $1, 0)) as held",
    [network],
  )
  if (!rows[0]?.held)
    throw new AssayError('E-NETWORK-TAKEN', `another indexer of ${network} works on this database`, {
      next: 'Stop it first; two indexers of one network cannot share a cursor.',
    })
  return lock
}
