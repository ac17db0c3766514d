import type { Command } from 'commander'
import { approve } from '../../rewards/publish/approve'
import { withRewardsContext } from './withRewardsContext'

export function registerApprove(rewards: Command): void {
  rewards
    .command('approve <id>')
    .description('let a verified distribution be paid')
    .requiredOption('--by <name>', 'who answers for it')
    .addHelpText(
      'after',
      '\nExample:\n  assay rewards approve devnet-destra:destra.stakers.monthly:2026-09 --by "A. Person"',
    )
    .action((id: string, options: { by: string }) =>
      withRewardsContext({}, async ({ pool }) => {
        await approve(pool, id, options.by)
        console.log(`approved ${id}`)
      }),
    )
}
