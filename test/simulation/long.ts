import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { Random } from '../../src/devnet/scenario/random'
import { type CrashPoint, crashPoints } from './proxy/crashPoint'
import { commandOf, report } from './report'
import { mostLacking } from './schedule'
import { Lane } from './trial/lane'
import { type Plan, planOf } from './trial/plan'
import { type RowId, rowIds, TRIALS_PER_POINT, targets } from './trial/rows'
import { type Outcome, runTrial } from './trial/trial'

/** What a long run has seen so far; a file, so that it can go on after any interruption. */
interface Progress {
  readonly seed: string
  /** trials that have run */
  done: number
  seconds: number
  /** SIGKILLs of an indexer or projector, and trials that were one */
  kills: number
  killTrials: number
  reorgTrials: number
  /** trials with every process and people on them; what was done to them, and how many processes ended by themselves */
  loadedTrials: number
  backends: number
  restarts: number
  ended: number
  readonly green: Partial<Record<RowId, number>>
  /** green trials of K2 by where it killed */
  readonly points: Partial<Record<CrashPoint, number>>
  /** how to run a red trial again, and what it said */
  readonly red: { readonly command: string; readonly failure: string }[]
}

/** SIGKILL and reorg trials that a release asks for. */
const BAR_TRIALS = 300

const isReorg = (row: RowId) => row.startsWith('R')

/**
 * Runs a chunk of the long form and keeps what it saw.
 * @param only rows it is about; without them all, and the bar first
 * @returns whether every trial so far is green
 */
export async function longRun(file: string, minutes: number, only: readonly RowId[]): Promise<boolean> {
  const progress = existsSync(file) ? { ...start(), ...(JSON.parse(readFileSync(file, 'utf8')) as Progress) } : start()
  const lane = await Lane.open()
  try {
    for (const end = Date.now() + minutes * 60_000; Date.now() < end; ) {
      const plan = next(progress, only)
      if (!plan) break
      const outcome = await runTrial(plan, lane)
      console.log(report(outcome))
      record(progress, outcome)
      writeFileSync(`${file}.new`, `${JSON.stringify(progress, null, 1)}\n`)
      renameSync(`${file}.new`, file)
    }
  } finally {
    await lane.close()
  }
  console.log(table(progress))
  return progress.red.length === 0
}

/**
 * The bar first: trials that each have a reorg and a SIGKILL, and little else that takes time. Then what every row lacks
 * of its first figure, and when none does, of its long one.
 */
function next(progress: Progress, only: readonly RowId[]): Plan | undefined {
  const { seed, done, killTrials, reorgTrials } = progress
  if (only.length === 0 && Math.min(killTrials, reorgTrials) < BAR_TRIALS) return barPlan(seed, done)
  return mostLacking(seed, done, lackingOf(progress, only, 0)) ?? mostLacking(seed, done, lackingOf(progress, only, 1))
}

function barPlan(seed: string, n: number): Plan {
  const random = new Random(`order ${seed} ${n}`)
  const wire = random.some<RowId>(['L1', 'L2', 'L3', 'L8'], 0.15)
  return planOf(`${seed}-bar-${n}`, [random.pick<RowId>(['R1', 'R1', 'R4', 'R6']), 'K1', ...wire])
}

function lackingOf({ green }: Progress, only: readonly RowId[], figure: 0 | 1): Map<RowId, number> {
  const asked = only.length > 0 ? only : rowIds
  return new Map(asked.map((row) => [row, targets[row][figure] - (green[row] ?? 0)]))
}

const untouched = { loadedTrials: 0, backends: 0, restarts: 0, ended: 0 }

function start(): Progress {
  const seed = `long-${Date.now().toString(36)}`
  return {
    seed,
    done: 0,
    seconds: 0,
    kills: 0,
    killTrials: 0,
    reorgTrials: 0,
    ...untouched,
    green: {},
    points: {},
    red: [],
  }
}

function record(progress: Progress, { plan, hits, crashed, kills, loaded, seconds, failure }: Outcome): void {
  progress.done += 1
  progress.seconds += seconds
  progress.kills += kills
  if (loaded) {
    progress.loadedTrials += 1
    progress.backends += loaded.backends
    progress.restarts += loaded.restarts
    progress.ended += loaded.ended
  }
  if (failure !== undefined) {
    progress.red.push({ command: commandOf(plan), failure: failure.slice(0, 2_000) })
    return
  }
  if (kills > 0) progress.killTrials += 1
  if ([...hits.keys()].some(isReorg)) progress.reorgTrials += 1
  for (const row of hits.keys()) progress.green[row] = (progress.green[row] ?? 0) + 1
  for (const point of crashed) progress.points[point] = (progress.points[point] ?? 0) + 1
}

/** Green trials by row, beside what the first report and the long run ask for. */
function table(progress: Progress): string {
  const { seed, done, seconds, kills, killTrials, reorgTrials, green, points, red } = progress
  const { loadedTrials, backends, restarts, ended } = progress
  const rows = rowIds.map((row) => `| ${row} | ${green[row] ?? 0} | ${targets[row][0]} / ${targets[row][1]} |`)
  const summary = [
    `seed ${seed}: ${done} trials in ${(seconds / 60).toFixed(0)} minutes, ${red.length} red`,
    `${killTrials} trials with a SIGKILL (${kills} SIGKILLs), ${reorgTrials} with a reorg`,
    `${loadedTrials} trials with people on every process: ${backends} backends killed, ${restarts} restarts of Postgres, ${ended} processes ended by themselves`,
  ]
  return [
    ...summary,
    '| row | green trials | asked: first / long |',
    '|---|---|---|',
    ...rows,
    `K2 by point: ${crashPoints.map((point) => `${point} ${points[point] ?? 0}`).join(', ')} (asked: ${TRIALS_PER_POINT})`,
    ...red.map((each) => each.command),
  ].join('\n')
}
