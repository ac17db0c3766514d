import { type Command, Option } from 'commander'
import type { BaseUnits } from '../../economics/units'
import { AssayError } from '../../errors'
import { approveByPerson, gateOption } from '../../rewards/publish/approveByPerson'
import { available } from '../../rewards/publish/available'
import { gateNames } from '../../rewards/publish/gates'
import { distributionById } from '../../rewards/read'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { withRewardsContext } from './withRewardsContext'

interface Options {
  by: string
  despite?: string[]
  reason?: string
}

export function registerApprove(rewards: Command): void {
  rewards
    .command('approve <id>')
    .description('let a verified distribution be paid')
    .requiredOption('--by <name>', 'who answers for it')
    .addOption(
      new Option('--despite <gate...>', 'sanity gates that fail, and are overruled').choices(gateNames.map(gateOption)),
    )
    .option('--reason <text>', 'with --despite: why it is right all the same')
    .addHelpText(
      'after',
      `
Examples:
  assay rewards approve devnet-destra:destra.stakers.monthly:2026-09 --by "A. Person"
  assay rewards approve devnet-destra:destra.stakers.monthly:2026-09 --by "A. Person" --despite participants --reason "a campaign ended"

Gate, reason and name are kept with the distribution, and shown with it for ever.`,
    )
    .action((id: string, options: Options) => withRewardsContext({}, (context) => approveOne(context, id, options)))
}

async function approveOne(context: RewardsContext, id: string, { by, despite, reason }: Options): Promise<void> {
  if (reason !== undefined && despite === undefined)
    throw new AssayError('E-USAGE', '--reason is of --despite', { next: 'Name the gate that fails: --despite pot' })
  const gates = gateNames.filter((name) => despite?.includes(gateOption(name)))
  const overruled = despite === undefined ? null : { gates, reason: reason ?? '' }
  await approveByPerson(context.pool, id, { by, despite: overruled }, await balanceOf(context, id))
  console.log(overruled === null ? `approved ${id}` : `approved ${id} despite ${gates.join(', ')}`)
}

/** What the payer of a distribution holds beside what it owes; null without the key that pays. */
async function balanceOf(context: RewardsContext, id: string): Promise<BaseUnits | null> {
  const { env, pool, programs } = context
  if (!env.REWARDS_SIGNER_KEY) return null
  const distribution = await distributionById(pool, id)
  const program = programs.find(
    ({ network, name }) => distribution?.network === network && distribution.program === name,
  )
  return program === undefined ? null : available(pool, context.chain(program), program, id)
}
