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

const seed = seedOfCommit()
const plans = [
  ...kept,
  ...schedule(seed, Object.fromEntries(rowIds.map((row) => [row, TIMES]))),
  planOf(`${seed}-absurd`, ['L8', 'R1', 'K1'], { absurd: true, projected: true }),
]
const outcomes: Outcome[] = []
let lane: Lane
beforeAll(async () => {
  lane = await Lane.open()
})
afterAll(async () => {
  await lane?.close()
  console.log(outcomes.map((outcome) => report(outcome)).join('\n'))
  console.log(rowIds.map((row) => `${row} ${trialsOf(row)}`).join('  '))
  console.log(
    `processes that ended by themselves under load: ${outcomes.reduce((n, { loaded }) => n + (loaded?.ended ?? 0), 0)}`,
  )
})

const trialsOf = (row: RowId) => outcomes.filter(({ hits, failure }) => hits.has(row) && failure === undefined).length

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
      Object.fromEntries(rowIds.filter((row) => trialsOf(row) < TIMES).map((row) => [row, trialsOf(row)])),
    ).toEqual({})
  })
})
