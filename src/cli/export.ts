import type { Command } from 'commander'
import { readEnv } from '../config/env'
import { exportTable } from '../export/exportTable'
import { exportTables } from '../export/tables'
import { chosenProfiles } from './chosen'
import { showProgress } from './progress'
import { requireSchema } from './schema'

interface Options {
  readonly table: string
  readonly out: string
  readonly network?: string
  readonly json?: boolean
}

export function register(program: Command): void {
  program
    .command('export')
    .description('write the final rows of a table into a file, Parquet or CSV by its ending')
    .requiredOption('--table <name>', `one of ${Object.keys(exportTables).join(', ')}`)
    .requiredOption('--out <file>', 'FILE.parquet or FILE.csv; one that is there is replaced')
    .option('--network <name>', 'one of the profiles in ASSAY_PROFILES instead of all')
    .option('--json', 'one JSON object')
    .addHelpText(
      'after',
      `
Tables:
${Object.entries(exportTables)
  .map(([name, { holds }]) => `  ${name.padEnd(14)}${holds}`)
  .join('\n')}

Amounts are decimal text in base units, times seconds since the epoch, objects JSON.

Examples:
  assay export --table event --out events.parquet
  assay export --table share --network devnet-dgrid --out shares.csv`,
    )
    .action(run)
}

async function run({ table, out, network, json }: Options): Promise<void> {
  const env = readEnv()
  const networks = chosenProfiles(env, network).map(({ name }) => name)
  await requireSchema({ ...env, CLICKHOUSE_URL: undefined })
  const made = await exportTable(env.dbUrl, networks, table, out, (rows) => showProgress(`${rows} rows`))
  if (json) return console.log(JSON.stringify(made))
  const reached = Object.entries(made.upTo).map(
    ([name, block]) => `${name} ${block === null ? 'nothing final' : block}`,
  )
  console.log(`${made.rows} rows of ${table} in ${out}, up to block: ${reached.join(', ')}`)
}
