import type { Command } from 'commander'
import { AssayError } from '../../errors'
import { loadReport } from '../../rewards/close/stored'
import { correctedReport } from '../../rewards/correction/correctedReport'
import { rebuildReport } from '../../rewards/rebuild'
import { differences } from '../../rewards/report/difference'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { type Asset, percent } from '../amount'
import { table } from '../table'
import { assetOf, tokens } from './shownAs'
import { programOf, withRewardsContext } from './withRewardsContext'

/** Accounts listed by name; a whole pool that changed is told by its count. */
const MAX_ACCOUNTS = 50

interface Side {
  readonly body: string
  readonly shares: readonly { readonly account: string; readonly amount: bigint }[]
  readonly asset: Asset | null
}

export function registerDiff(rewards: Command): void {
  rewards
    .command('diff <id> [other]')
    .description(
      'compare a stored report with another one, with what the stores give today, or with the report that corrects it; exit 1 when they differ',
    )
    .option('--corrected', 'compare it with the newest report that supersedes it')
    .addHelpText(
      'after',
      `
Examples:
  assay rewards diff devnet-destra:destra.stakers.monthly:2026-09
  assay rewards diff devnet-destra:destra.stakers.monthly:2026-09 --corrected`,
    )
    .action((id: string, other: string | undefined, { corrected }: { readonly corrected?: boolean }) =>
      withRewardsContext({}, async (context) => {
        if (corrected && other !== undefined)
          throw new AssayError('E-USAGE', '--corrected compares a report with its own correction, not with another', {
            next: 'Leave out one of the two.',
          })
        const left = await stored(context, id)
        const right = await otherSide(context, id, other, corrected, left.asset)
        const lines = [...figures(left, right), ...accounts(left, right)]
        console.log(lines.length === 0 ? 'no difference' : lines.join('\n'))
        if (lines.length > 0) process.exitCode = 1
      }),
    )
}

async function otherSide(
  context: RewardsContext,
  id: string,
  other: string | undefined,
  corrected: boolean | undefined,
  asset: Asset | null,
): Promise<Side> {
  if (corrected) return { ...(await correctedReport(context.pool, id)), asset }
  return other === undefined ? rebuilt(context, id, asset) : stored(context, other)
}

async function stored(context: RewardsContext, id: string): Promise<Side> {
  const { body, shareRows, ...distribution } = await loadReport(context.pool, id)
  // Whoever has only what earlier periods gave, of a cumulative program, has no share of this one.
  const shares = shareRows.filter(({ explanation }) => explanation !== null)
  return { body, shares, asset: assetOf(context, distribution) }
}

async function rebuilt(context: RewardsContext, id: string, asset: Asset | null): Promise<Side> {
  const { pool } = context
  const { network, program: name, period, ruleset } = await loadReport(pool, id)
  const program = programOf(context, network, name)
  return {
    ...(await rebuildReport({ pool, blocks: context.blocks(program), program, ruleset }, period)),
    asset,
  }
}

function figures(left: Side, right: Side): string[] {
  return differences(JSON.parse(left.body), JSON.parse(right.body)).map(
    (each) => `${each.path}: ${JSON.stringify(each.left)} | ${JSON.stringify(each.right)}`,
  )
}

interface Change {
  readonly account: string
  readonly before: bigint | null
  readonly after: bigint | null
  readonly delta: bigint
}

/** Accounts whose share is another, the largest difference first. */
function accounts(left: Side, right: Side): string[] {
  const changes = changesOf(left, right)
  if (changes.length === 0) return []
  // Of two assets neither is the one to read a difference in.
  const asset = left.asset === right.asset ? left.asset : null
  const signed = (delta: bigint) => `${delta > 0n ? '+' : ''}${delta}`
  const lines = table<Change>(
    [
      { title: 'account', cell: ({ account }) => account },
      { title: 'before', cell: ({ before }) => `${before ?? '–'}`, right: true },
      { title: 'after', cell: ({ after }) => `${after ?? '–'}`, right: true },
      { title: 'Δ, base units', cell: ({ delta }) => signed(delta), right: true },
      { title: 'Δ', cell: ({ delta }) => tokens(delta, asset), right: true },
      { title: 'Δ %', cell: ({ before, delta }) => (before ? percent(delta, before) : 'new'), right: true },
    ],
    changes.slice(0, MAX_ACCOUNTS),
  )
  const more = changes.length - MAX_ACCOUNTS
  return ['', ...lines, ...(more > 0 ? [`… and ${more} more accounts`] : [])]
}

function changesOf(left: Side, right: Side): Change[] {
  const before = new Map(left.shares.map((share) => [share.account, share.amount]))
  const after = new Map(right.shares.map((share) => [share.account, share.amount]))
  const size = ({ delta }: Change) => (delta < 0n ? -delta : delta)
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((account) => {
      const [was, is] = [before.get(account) ?? null, after.get(account) ?? null]
      return { account, before: was, after: is, delta: (is ?? 0n) - (was ?? 0n) }
    })
    .filter((change) => change.before !== change.after)
    .sort((a, b) => compare(size(b), size(a)) || (a.account < b.account ? -1 : 1))
}

const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0)
