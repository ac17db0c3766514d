import type { Command } from 'commander'
import { type IndexOptions, main } from '../main'

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
    .action((options: IndexOptions) => main(options))
}
