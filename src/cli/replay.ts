import type { Command } from 'commander'
import { digestAll } from '../audit/replay/digest'
import { type Replay, replay } from '../audit/replay/replay'
import { readEnv } from '../config/env'
import { networkOf } from '../indexer/network'
import { loadKeccak } from '../keccak'
import { blockNumber, chosenProfiles } from './chosen'
import { showProgress } from './progress'
import { requireSchema } from './schema'

interface Options {
  readonly network?: string
  readonly to?: string
  readonly json?: boolean
}

export function register(program: Command): void {
  program
    .command('replay')
    .description('rebuild every projection from the event log in a scratch schema and compare; exit 1 if they differ')
    .option('--network <name>', 'one of the profiles in ASSAY_PROFILES instead of all')
    .option('--to <block>', 'also tell what the projections were after this block')
    .option('--json', 'one JSON object')
    .addHelpText('after', '\nExample:\n  assay replay --json\n  assay replay --network devnet-destra --to 500')
    .action(run)
}

async function run(options: Options): Promise<void> {
  const env = readEnv()
  const profiles = chosenProfiles(env, options.network)
  const to = options.to === undefined ? undefined : blockNumber('--to', options.to)
  // Postgres is all that is read: a ClickHouse that is away keeps nobody from checking.
  await requireSchema({ ...env, CLICKHOUSE_URL: undefined })
  const replays: Replay[] = []
  for (const profile of profiles) {
    const found = await replay(env.dbUrl, networkOf(profile), to, (events) =>
      showProgress(`${profile.name}: ${events} events folded`),
    )
    replays.push(found)
    if (!options.json) console.log(line(found))
  }
  const equal = replays.every((each) => each.equal)
  if (options.json) console.log(JSON.stringify(replays.length === 1 ? replays[0] : await together(replays), null, 2))
  if (!equal) process.exitCode = 1
}

/** Sums over the networks and a digest over theirs, and each of them. */
async function together(replays: readonly Replay[]) {
  const keccak = await loadKeccak()
  const over = (side: 'digest' | 'liveDigest') =>
    digestAll(new Map(replays.map((each) => [each.network, { rows: each.events, digest: each[side] }])), keccak)
  return {
    events: replays.reduce((sum, { events }) => sum + events, 0),
    seconds: replays.reduce((sum, { seconds }) => sum + seconds, 0),
    digest: over('digest'),
    liveDigest: over('liveDigest'),
    equal: replays.every((each) => each.equal),
    networks: replays,
  }
}

function line({ network, block, events, seconds, digest, equal, differing, rows, at }: Replay): string {
  const rate = seconds > 0 ? Math.round(events / seconds) : events
  const verdict = equal ? `equal, digest ${digest}` : `DIFFERENT in ${differing.join(', ')}`
  const then = at ? `; after block ${at.block}: ${at.events} events, digest ${at.digest}` : ''
  const named = rows.map(({ table, id, why }) => `\n  ${table} ${id}: ${why}`).join('')
  return `${network}: ${events} events to block ${block ?? '–'} in ${seconds.toFixed(1)} s (${rate}/s): ${verdict}${then}${named}`
}
