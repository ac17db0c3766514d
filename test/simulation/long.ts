import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { Random } from '../../src/devnet/scenario/random'
import { commandOf, report } from './report'
import { schedule } from './schedule'
import { Lane } from './trial/lane'
import { type Plan, planOf } from './trial/plan'
import { type RowId, rowIds, targets } from './trial/rows'
import { type Outcome, runTrial } from './trial/trial'

/** What a long run has seen so far; a file, so that it can go on after any interruption. */
interface Progress {
  readonly seed: string
  /** trials that have run, of those the seed schedules */
  done: number
  seconds: number
  /** SIGKILLs of an indexer or projector, and trials that were one */
  kills: number
  killTrials: number
  reorgTrials: number
  readonly green: Partial<Record<RowId, number>>
  /** how to run a red trial again, and what it said */
  readonly red: { readonly command: string; readonly failure: string }[]
}

/** SIGKILL and reorg trials that a release asks for. */
const BAR_TRIALS = 300

const isReorg = (row: RowId) => row.startsWith('R')

/** Runs a chunk of the long form and keeps what it saw. @returns whether every trial so far is green */
export async function longRun(file: string, minutes: number): Promise<boolean> {
  const progress = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Progress) : start()
  const order = orderOf(progress.seed)
  const lane = await Lane.open()
  try {
    for (const end = Date.now() + minutes * 60_000; Date.now() < end && progress.done < order.length; ) {
      const outcome = await runTrial(order[progress.done]!, lane)
      console.log(report(outcome))
      record(progress, outcome)
      writeFileSync(`${file}.new`, `${JSON.stringify(progress, null, 1)}\n`)
      renameSync(`${file}.new`, file)
    }
  } finally {
    await lane.close()
  }
  console.log(table(progress, order.length))
  return progress.red.length === 0
}

/**
 * The bar first: trials that each have a reorg and a SIGKILL, and little else that takes time. Then every row to its
 * long figure, trials of all kinds from the first minute on: what is cut short is cut short evenly.
 */
function orderOf(seed: string): Plan[] {
  const random = new Random(`order ${seed}`)
  const bar = Array.from({ length: BAR_TRIALS }, (_, i) => {
    const wire = random.some<RowId>(['L1', 'L2', 'L3', 'L8'], 0.15)
    return planOf(`${seed}-bar-${i}`, [random.pick<RowId>(['R1', 'R1', 'R4', 'R6']), 'K1', ...wire])
  })
  const rest = schedule(seed, Object.fromEntries(rowIds.map((row) => [row, targets[row][1]])))
  const shuffled = rest.map((plan) => ({ plan, at: random.unit() })).sort((a, b) => a.at - b.at)
  return [...bar, ...shuffled.map(({ plan }) => plan)]
}

function start(): Progress {
  const seed = `long-${Date.now().toString(36)}`
  return { seed, done: 0, seconds: 0, kills: 0, killTrials: 0, reorgTrials: 0, green: {}, red: [] }
}

function record(progress: Progress, { plan, hits, kills, seconds, failure }: Outcome): void {
  progress.done += 1
  progress.seconds += seconds
  progress.kills += kills
  if (failure !== undefined) {
    progress.red.push({ command: commandOf(plan), failure: failure.slice(0, 2_000) })
    return
  }
  if (kills > 0) progress.killTrials += 1
  if ([...hits.keys()].some(isReorg)) progress.reorgTrials += 1
  for (const row of hits.keys()) progress.green[row] = (progress.green[row] ?? 0) + 1
}

/** Green trials by row, beside what the first report and the long run ask for. */
function table({ seed, done, seconds, kills, killTrials, reorgTrials, green, red }: Progress, of: number): string {
  const rows = rowIds.map((row) => `| ${row} | ${green[row] ?? 0} | ${targets[row][0]} / ${targets[row][1]} |`)
  const summary = [
    `seed ${seed}: ${done} of ${of} trials in ${(seconds / 60).toFixed(0)} minutes, ${red.length} red`,
    `${killTrials} trials with a SIGKILL (${kills} SIGKILLs), ${reorgTrials} with a reorg`,
  ]
  return [
    ...summary,
    '| row | green trials | asked: first / long |',
    '|---|---|---|',
    ...rows,
    ...red.map((each) => each.command),
  ].join('\n')
}
