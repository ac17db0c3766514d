import { readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { readOnlyPool } from '../api/pool'
import { readEnv } from '../config/env'
import { AssayError } from '../errors'
import { withSnapshot } from '../postgres/snapshot'
import { programsOf } from '../rewards/programs'
import { simulationJson } from '../simulate/json'
import { parseScenario } from '../simulate/scenario'
import { simulate } from '../simulate/simulate'
import { simulationTable } from '../simulate/table'
import { chosenProfiles } from './chosen'
import { requireSchema } from './schema'

interface Options {
  readonly scenario: string
  readonly network?: string
  readonly json?: boolean
}

export function register(program: Command): void {
  program
    .command('simulate')
    .description(
      'what-if over real history, or a forecast: other emission shares, burn rates, splits of revenue; changes nothing',
    )
    .requiredOption('--scenario <file>', 'JSON file that says what is different; docs/simulate.md')
    .option('--network <name>', 'the network to take, instead of the one the file names')
    .option('--json', 'one JSON object; amounts are decimal strings in base units')
    .addHelpText(
      'after',
      '\nExample:\n  assay simulate --scenario profiles/scenarios/domain-41-41.json\n' +
        '  assay simulate --scenario profiles/scenarios/burn-2-percent.json --json',
    )
    .action(run)
}

async function run(options: Options): Promise<void> {
  const input = readScenario(options.scenario)
  const scenario = parseScenario(input, options.scenario, options.network)
  const env = readEnv()
  const [profile] = chosenProfiles(env, scenario.network)
  // Postgres is all that is read: a ClickHouse that is away keeps nobody from asking.
  await requireSchema({ ...env, CLICKHOUSE_URL: undefined })
  const programs = programsOf(profile!)
  const pool = readOnlyPool(env.dbUrl, () => undefined)
  try {
    const result = await withSnapshot(pool, (snapshot) =>
      simulate(snapshot, profile!, programs, scenario, options.scenario),
    )
    console.log(options.json ? simulationJson(result, input) : simulationTable(result, profile!.token))
  } finally {
    await pool.end()
  }
}

function readScenario(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw new AssayError('E-SCENARIO-FILE', `cannot read scenario ${file}: ${(cause as Error).message}`, {
      next: 'Give the path of a JSON scenario; profiles/scenarios holds examples.',
      cause,
    })
  }
}
