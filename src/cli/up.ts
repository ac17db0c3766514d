import path from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import { readEnv } from '../config/env'
import { year } from '../devnet/year'
import { createScreen } from '../embedded/supervisor/screen'
import { up } from '../embedded/supervisor/up'
import { compareProfiles } from './beforeIndexing'

type Options = {
  fresh?: boolean
  data?: string
  until?: string
  seed?: number
  scenario: boolean
  profile?: string[]
}

export function register(program: Command): void {
  program
    .command('up')
    .description('run everything here: services, chain, indexers, rewards, dispatch, api, dashboard; Ctrl-C stops it')
    .option('--fresh', 'start anew: deletes the content of the data folder first')
    .option('--data <dir>', 'data folder (default: ASSAY_DATA or ./data)')
    .option('--until <date>', 'end of the scenario’s twelve months, YYYY-MM-DD (default: start of this month)')
    .option('--seed <n>', 'seed of the scenario; same seed and --until, same blocks', seed)
    .option('--no-scenario', 'the node of the devnet without anything happening on it')
    .option('--profile <file...>', 'index chains of yours instead of the devnet')
    .addHelpText(
      'after',
      '\nExample:\n  assay up --fresh --seed 7\n  RPC_DESTRA_HTTP=https://… assay up --profile profiles/destra.json',
    )
    .action(async (options: Options) => {
      // Before anything reads the environment: children and readEnv find their folder by this variable.
      if (options.data !== undefined) process.env.ASSAY_DATA = path.resolve(options.data)
      const plan = {
        dataDir: readEnv().dataDir,
        fresh: options.fresh ?? false,
        until: options.until,
        seed: options.seed,
        scenario: options.scenario,
        profiles: (options.profile ?? []).map((file) => path.resolve(file)),
      }
      await up(plan, createScreen(process.stdout), year, compareProfiles)
      // Pools of connections of services that are gone may still hold timers.
      process.exit(0)
    })
}

function seed(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('a whole number is needed')
  return Number(text)
}
