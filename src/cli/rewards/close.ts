import type { Command } from 'commander'
import { AssayError } from '../../errors'
import { closeDue } from '../../rewards/close/close'
import { forecast } from '../../rewards/close/forecast'
import type { Program } from '../../rewards/programs'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { forecastText } from './forecastText'
import { assetOf } from './shownAs'
import { withRewardsContext } from './withRewardsContext'

interface Options {
  period?: string
  program?: string
  network?: string
  dryRun?: boolean
  json?: boolean
}

export function registerClose(rewards: Command): void {
  rewards
    .command('close')
    .description('compute and store the report of every closed period that has none')
    .option('--period <id>', 'only this one: 2026-09, p12, 2026-W37, e105')
    .option('--program <name>', 'only this program, e.g. destra.stakers.monthly')
    .option('--network <name>', 'only this network')
    .option(
      '--dry-run',
      'with --period: compute and print what it would pay, store nothing; of an open period a forecast',
    )
    .option('--json', 'one JSON object; with --dry-run the report, of an open period inside a forecast')
    .addHelpText(
      'after',
      `
Examples:
  assay rewards close --period 2026-09 --program destra.stakers.monthly
  assay rewards close --period 2026-10 --program destra.stakers.monthly --dry-run`,
    )
    .action((options: Options) => withRewardsContext(options, (context) => close(context, options)))
}

async function close(context: RewardsContext, options: Options): Promise<void> {
  if (options.dryRun && options.period === undefined)
    throw new AssayError('E-USAGE', '--dry-run computes one period', { next: 'Name it: --period 2026-09' })
  const closed: string[] = []
  for (const program of context.programs) {
    if (options.dryRun) await dryRun(context, program, options)
    else closed.push(...(await closeProgram(context, program, options.period)))
  }
  if (options.dryRun) return
  if (options.json) console.log(JSON.stringify({ closed }))
  else console.log(closed.length === 0 ? 'nothing to close' : closed.map((id) => `closed ${id}`).join('\n'))
}

async function dryRun(context: RewardsContext, program: Program, { period, json }: Options): Promise<void> {
  const foreseen = await forecast(closing(context, program), period!)
  const { built, isOpen, withoutCarryOf } = foreseen
  if (!json) console.log(forecastText(foreseen, assetOf(context, program)).join('\n'))
  else if (!isOpen) console.log(built.body)
  else console.log(JSON.stringify({ forecast: true, withoutCarryOf, report: JSON.parse(built.body) }))
}

async function closeProgram(context: RewardsContext, program: Program, period: string | undefined): Promise<string[]> {
  const ids = await closeDue(closing(context, program), period)
  if (ids === 'busy')
    throw new AssayError('E-BUSY', `another process is closing ${program.name} on ${program.network}`, {
      next: 'Wait for it; what it leaves is closed by the next run.',
      retryable: true,
    })
  return ids
}

function closing(context: RewardsContext, program: Program) {
  const { pool, worker } = context
  const write = context.writeFiles(program)
  return {
    pool,
    worker,
    program,
    blocks: context.blocks(program),
    writeFiles: async (id: string) => void (await write(id)),
  }
}
