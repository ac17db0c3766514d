import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { report } from './report'
import { schedule } from './schedule'
import { Lane } from './trial/lane'
import { type Plan, planOf } from './trial/plan'
import { type RowId, rowIds } from './trial/rows'
import { type Outcome, runTrial } from './trial/trial'

/** Every row is hit so often in every run; the long run is `npm run simulate -- --long`. */
const TIMES = 3
/** A trial that hangs says why itself after a minute of waiting; this only bounds several waits in a row. */
const TRIAL_MS = 240_000

interface Kept {
  readonly seed: string
  readonly rows: readonly RowId[]
  readonly projected?: boolean
}

/** Seeds that were red once: they run always. */
const kept: Plan[] = (JSON.parse(readFileSync(path.join(__dirname, 'seeds.json'), 'utf8')) as Kept[]).map(
  ({ seed, rows, projected }) => planOf(seed, rows, projected === undefined ? {} : { projected }),
)

/** Each commit has seeds of its own. */
function seedOfCommit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short=10', 'HEAD'], {
      cwd: __dirname,
      encoding: 'utf8',
      stdio: 'pipe',
    }).trim()
  } catch {
    return 'no-commit'
  }
}

/**
 * Trials of some of the rows, each row often enough, and the kept ones whose rows these are. Two files share them, since a
 * file runs on one core.
 * @param others further trials, by the commit's seed
 */
export function everyStoreEqualsTheOracle(
  belongs: (row: RowId) => boolean,
  others: (seed: string) => readonly Plan[] = () => [],
): void {
  const seed = seedOfCommit()
  const rows = rowIds.filter(belongs)
  const plans = [
    ...kept.filter((plan) => belongs(plan.rows[0]!)),
    ...schedule(seed, Object.fromEntries(rows.map((row) => [row, TIMES]))),
    ...others(seed),
  ]
  const outcomes: Outcome[] = []
  const trialsOf = (row: RowId) => outcomes.filter(({ hits, failure }) => hits.has(row) && failure === undefined).length
  let lane: Lane
  beforeAll(async () => {
    lane = await Lane.open()
  })
  afterAll(async () => {
    await lane?.close()
    console.log(outcomes.map((outcome) => report(outcome)).join('\n'))
    console.log(rows.map((row) => `${row} ${trialsOf(row)}`).join('  '))
    console.log(
      `processes that ended by themselves under load: ${outcomes.reduce((n, { loaded }) => n + (loaded?.ended ?? 0), 0)}`,
    )
  })

  describe('every store equals the oracle whatever happens', () => {
    it.each(plans.map((plan) => [`${plan.seed} ${plan.rows}`, plan] as const))(
      '%s',
      async (_, plan) => {
        const outcome = await runTrial(plan, lane)
        outcomes.push(outcome)
        expect(outcome.failure, report(outcome)).toBeUndefined()
      },
      TRIAL_MS,
    )

    it(`hits every row at least ${TIMES} times`, () => {
      expect(
        Object.fromEntries(rows.filter((row) => trialsOf(row) < TIMES).map((row) => [row, trialsOf(row)])),
      ).toEqual({})
    })
  })
}
