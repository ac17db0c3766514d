import type { Command } from 'commander'
import { type DeadLetter, placeOf, readDeadLetters, replayDeadLetters } from '../../dispatch/desk/deadLetters'
import { openJobLog } from '../../dispatch/log/open'
import { whole } from '../chosen'
import { withDesk } from './withDesk'

export function registerDead(dispatch: Command): void {
  dispatch
    .command('dead')
    .description('records that no handler could take, the newest first, and why')
    .option('--all', 'also those that were replayed')
    .option('--limit <count>', 'at most so many', '50')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nExample:\n  assay dispatch dead --limit 10')
    .action((options: { all?: boolean; limit: string; json?: boolean }) =>
      withDesk(async ({ pool }) => {
        const letters = await readDeadLetters(pool, whole('--limit', options.limit, 1, 10_000), options.all ?? false)
        for (const letter of letters) console.log(options.json ? JSON.stringify(jsonOf(letter)) : text(letter))
        if (letters.length === 0 && !options.json) console.log('none')
      }),
    )
}

export function registerReplay(dispatch: Command): void {
  dispatch
    .command('replay <place...>')
    .description('put records that were given up on their topics again, as they were')
    .option('--again', 'also those that were replayed before')
    .addHelpText(
      'after',
      `
Example:
  assay dispatch replay jobs.completed.v1/3@120

Do it once the cause is mended: a record that fails again is given up again. What had its effect meanwhile is known by its id and has none.`,
    )
    .action((places: string[], options: { again?: boolean }) =>
      withDesk(async ({ env, pool }) => {
        const log = openJobLog(env)
        try {
          await replayDeadLetters(pool, log, places, options.again ?? false)
        } finally {
          await log.close()
        }
        for (const place of places) console.log(`${place} is on its topic again`)
      }),
    )
}

const idOf = ({ record }: DeadLetter) => record.headers.ce_id ?? null
const typeOf = ({ record }: DeadLetter) => record.headers.ce_type ?? null

function jsonOf(letter: DeadLetter) {
  const { record, attempts, error, at, replayedAt } = letter
  return {
    place: placeOf(letter),
    ...{ key: record.key, type: typeOf(letter), id: idOf(letter) },
    ...{ attempts, error, at, replayedAt, value: record.value.toString('utf8') },
  }
}

function text(letter: DeadLetter): string {
  const { record, attempts, error, at, replayedAt } = letter
  const replayed = replayedAt === null ? '' : `, replayed at ${replayedAt.toISOString()}`
  return `${placeOf(letter)}  ${at.toISOString()}  ${typeOf(letter) ?? 'no type'} of ${record.key || 'nobody'}\n  given up after ${attempts} attempts${replayed}: ${error}`
}
