import type { Command } from 'commander'
import { loadReport } from '../../rewards/close/stored'
import { rebuildReport } from '../../rewards/rebuild'
import { differences } from '../../rewards/report/difference'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { programOf, withRewardsContext } from './withRewardsContext'

/** Accounts listed by name; a whole pool that changed is told by its count. */
const MAX_ACCOUNTS = 50

interface Side {
  readonly body: string
  readonly shares: readonly { readonly account: string; readonly amount: bigint }[]
}

export function registerDiff(rewards: Command): void {
  rewards
    .command('diff <id> [other]')
    .description(
      'compare a stored report with another one, or with what the stores give today; exit 1 when they differ',
    )
    .addHelpText('after', '\nExample:\n  assay rewards diff devnet-destra:destra.stakers.monthly:2026-09')
    .action((id: string, other: string | undefined) =>
      withRewardsContext({}, async (context) => {
        const left = await stored(context, id)
        const right = other === undefined ? await rebuilt(context, id) : await stored(context, other)
        const lines = [...figures(left, right), ...accounts(left, right)]
        console.log(lines.length === 0 ? 'no difference' : lines.join('\n'))
        if (lines.length > 0) process.exitCode = 1
      }),
    )
}

async function stored({ pool }: RewardsContext, id: string): Promise<Side> {
  const { body, shareRows } = await loadReport(pool, id)
  return { body, shares: shareRows }
}

async function rebuilt(context: RewardsContext, id: string): Promise<Side> {
  const { pool } = context
  const { network, program: name, period, ruleset } = await loadReport(pool, id)
  const program = programOf(context, network, name)
  return rebuildReport({ pool, blocks: context.blocks(program), program, ruleset }, period)
}

function figures(left: Side, right: Side): string[] {
  return differences(JSON.parse(left.body), JSON.parse(right.body)).map(
    (each) => `${each.path}: ${JSON.stringify(each.left)} | ${JSON.stringify(each.right)}`,
  )
}

function accounts(left: Side, right: Side): string[] {
  const before = new Map(left.shares.map((share) => [share.account, share.amount]))
  const after = new Map(right.shares.map((share) => [share.account, share.amount]))
  const changed = [...new Set([...before.keys(), ...after.keys()])]
    .sort()
    .filter((account) => before.get(account) !== after.get(account))
  const listed = changed.slice(0, MAX_ACCOUNTS)
  const lines = listed.map((account) => `${account}: ${before.get(account) ?? '-'} | ${after.get(account) ?? '-'}`)
  return changed.length > listed.length ? [...lines, `… and ${changed.length - listed.length} more accounts`] : lines
}
