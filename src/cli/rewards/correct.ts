import type { Command } from 'commander'
import { type CorrectedAmount, dueOf } from '../../economics/rewards/corrected'
import { rulesetNamed, rulesetNames } from '../../economics/rewards/registry'
import { AssayError } from '../../errors'
import { loadHead } from '../../rewards/close/stored'
import { correct } from '../../rewards/correction/correct'
import { dueSums } from '../../rewards/correction/correction'
import type { Program } from '../../rewards/programs'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { table } from '../table'
import { assetOf, tokens } from './shownAs'
import { programOf, withRewardsContext } from './withRewardsContext'

interface Options {
  readonly by: string
  readonly reason: string
  readonly ruleset?: string
  readonly dryRun?: boolean
}

export function registerCorrect(rewards: Command): void {
  rewards
    .command('correct <id>')
    .description('compute a published period again from the stores of today, and settle the difference in the next one')
    .requiredOption('--by <name>', 'who answers for it')
    .requiredOption('--reason <text>', 'why what was published is wrong')
    .option('--ruleset <name>', 'compute it by another ruleset than the published report did')
    .option('--dry-run', 'print what would be due, store nothing')
    .addHelpText(
      'after',
      `
Example:
  assay rewards correct destra:destra.stakers.monthly:2026-09 --by "A. Person" --reason "the endpoint withheld logs" --dry-run

What was published is not touched. The program's next close pays what is due off the top of its pot, and withholds from
shares what was paid too much; who, why and every amount stay with both reports for ever.`,
    )
    .action((id: string, options: Options) => withRewardsContext({}, (context) => correctOne(context, id, options)))
}

async function correctOne(context: RewardsContext, id: string, options: Options): Promise<void> {
  const { by, reason, dryRun } = options
  const published = await loadHead(context.pool, id)
  const program = ruledBy(
    programOf(context, published.network, published.program),
    options.ruleset ?? published.ruleset,
  )
  const correcting = { pool: context.pool, blocks: context.blocks(program), program }
  const made = await correct({ ...correcting, answering: dryRun ? null : { by, reason } }, id)
  const asset = assetOf(context, published)
  const { credits, debts, revenue } = dueSums(
    made.amounts.map((each) => ({ account: each.account, amount: dueOf(each) })),
  )
  const lines: string[] = table<CorrectedAmount>(
    [
      ...(new Set(made.amounts.map(({ pot }) => pot)).size > 1
        ? [{ title: 'pot', cell: ({ pot }: CorrectedAmount) => pot }]
        : []),
      { title: 'account', cell: ({ account }) => account },
      { title: 'published', cell: (each) => `${each.published}`, right: true },
      { title: 'correct', cell: (each) => `${each.correct}`, right: true },
      { title: 'settled', cell: (each) => `${each.before}`, right: true },
      { title: 'due, base units', cell: (each) => signed(dueOf(each)), right: true },
      { title: 'due', cell: (each) => tokens(dueOf(each), asset), right: true },
    ],
    made.amounts,
  )
  const sums = `Σ to pay ${credits}, to withhold ${debts}, of the pot itself ${signed(revenue)} base units`
  const said = dryRun
    ? 'a dry run: nothing is stored'
    : `correction ${made.number} of ${id} is stored; the next close of ${program.name} settles it`
  console.log([...lines, '', sums, said].join('\n'))
}

const signed = (amount: bigint) => `${amount > 0n ? '+' : ''}${amount}`

/** @throws AssayError E-USAGE where there is no such ruleset, or it weighs other rows */
function ruledBy(program: Program, name: string): Program {
  const ruleset = rulesetNames.includes(name) ? rulesetNamed(name) : null
  if (ruleset?.entries === program.ruleset.entries) return { ...program, ruleset }
  throw new AssayError('E-USAGE', `${program.name} cannot be computed by ruleset ${name}`, {
    next: `Name one that weighs ${program.ruleset.entries}: ${rulesetNames.filter((each) => rulesetNamed(each).entries === program.ruleset.entries).join(', ')}`,
  })
}
