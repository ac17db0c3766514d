import type { Command } from 'commander'
import { AssayError } from '../../errors'
import type { Distribution } from '../../rewards/distribution'
import {
  distributionById,
  listDistributions,
  readPots,
  type StoredPot,
  waitingForPerson,
  waitingText,
} from '../../rewards/read'
import type { RewardsContext } from '../../rewards/rewardsContext'
import { withRewardsContext } from './withRewardsContext'

/** More than forty years of months: everything, in practice, and still a bound. */
const MAX_ROWS = 500

interface Options {
  network?: string
  program?: string
  json?: boolean
}

export function registerShow(rewards: Command): void {
  rewards
    .command('show [id]')
    .description('list distributions, or show one')
    .option('--network <name>', 'only this network')
    .option('--program <name>', 'only this program')
    .option('--json', 'one JSON array or object')
    .addHelpText('after', '\nExample:\n  assay rewards show devnet-destra:destra.stakers.monthly:2026-09')
    .action((id: string | undefined, options: Options) =>
      withRewardsContext({}, async (context) => {
        const { pool } = context
        const rows =
          id === undefined ? await listDistributions(pool, options, { first: MAX_ROWS }) : await one(pool, id)
        if (options.json) console.log(JSON.stringify(id === undefined ? rows : rows[0], decimal))
        else if (id !== undefined) {
          for (const [name, value] of facts(rows[0]!)) console.log(`${name.padEnd(14)}${value}`)
          for (const pot of await readPots(pool, id)) console.log(potLine(pot))
        } else {
          const waiting = await waitingOf(context, options)
          if (waiting !== null) console.log(`${waiting}\n`)
          for (const row of rows) console.log(line(row))
        }
      }),
    )
}

/** What waits for a person among what is listed, in a sentence. */
async function waitingOf({ pool, programs }: RewardsContext, { network, program }: Options): Promise<string | null> {
  const networks = [...new Set(programs.map((each) => each.network))].filter((name) => name === (network ?? name))
  const waiting = await waitingForPerson(pool, networks)
  return waitingText(waiting.filter((each) => each.program === (program ?? each.program)))
}

async function one(pool: Parameters<typeof distributionById>[0], id: string): Promise<Distribution[]> {
  const distribution = await distributionById(pool, id)
  if (distribution === null)
    throw new AssayError('E-DISTRIBUTION', `no distribution ${id}`, { next: 'List them with: assay rewards show' })
  return [distribution]
}

function line({ id, state, report, held }: Distribution): string {
  const figures = report ? `pot ${report.pot}  carry ${report.carry}  shares ${report.shares}` : ''
  return `${id}  ${state}${held ? ' (held)' : ''}  ${figures}`
}

function facts(distribution: Distribution): [string, string][] {
  const { report, ...rest } = distribution
  return Object.entries({ ...rest, ...report })
    .filter(([, value]) => value !== null)
    .map(([name, value]) => [name, typeof value === 'object' ? JSON.stringify(value, decimal) : String(value)])
}

function potLine({ name, received, carryIn, distributed, carry }: StoredPot): string {
  return `pot           ${name}: received ${received}, carried in ${carryIn}, distributed ${distributed}, carry ${carry}`
}

/** Amounts leave as decimal strings. */
function decimal(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value
}
