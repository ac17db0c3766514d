import { writeFileSync } from 'node:fs'
import type { Command } from 'commander'
import { AssayError } from '../../errors'
import { loadReport } from '../../rewards/close/stored'
import { safeBatch } from '../../rewards/publish/safeBatch'
import { programOf, withRewardsContext } from './withRewardsContext'

export function registerSafeBatch(rewards: Command): void {
  rewards
    .command('safe-batch <id>')
    .description('print the transactions that publish a distribution, for the Safe transaction builder')
    .option('--out <file>', 'write to a file')
    .addHelpText(
      'after',
      '\nExample:\n  assay rewards safe-batch destra:destra.stakers.monthly:2026-09 --out batch.json',
    )
    .action((id: string, options: { out?: string }) =>
      withRewardsContext({}, async (context) => {
        const stored = await loadReport(context.pool, id)
        const { chainId, distributor } = programOf(context, stored.network, stored.program)
        if (distributor === undefined)
          throw new AssayError('E-DISTRIBUTOR', `profile ${stored.network} names no merkle-distributor`, {
            next: 'Add it to the contracts of the profile.',
          })
        const batch = safeBatch(chainId, distributor, stored)
        if (options.out === undefined) process.stdout.write(batch)
        else writeFileSync(options.out, batch)
      }),
    )
}
