import type { Random } from '../../../src/devnet/scenario/random'
import type { CrashPoint } from '../proxy/crashPoint'
import { steps } from '../steps'
import { compareClickhouse, comparePostgres } from './compare'
import { falseAlarms } from './falseAlarms'
import { compareGraphql } from './graphql'
import type { Lane } from './lane'
import type { Plan } from './plan'
import type { RowId } from './rows'
import { mayEnd, World } from './world'

/** A trial is at least so many blocks on top of its history. */
const LEAST_BLOCKS = 60

export interface Outcome {
  readonly plan: Plan
  /** rows whose fault happened, and how often */
  readonly hits: ReadonlyMap<RowId, number>
  readonly crashed: ReadonlySet<CrashPoint>
  readonly kills: number
  /** of a trial with people on the services */
  readonly loaded: { readonly backends: number; readonly restarts: number; readonly ended: number } | undefined
  readonly seconds: number
  /** why it is red; undefined when every store equals the oracle */
  readonly failure: string | undefined
}

/** Runs one trial to its end. Never throws for what Assay did: that is an outcome. */
export async function runTrial(plan: Plan, lane: Lane): Promise<Outcome> {
  const started = performance.now()
  const world = await World.open(plan, lane)
  let failure: string | undefined
  try {
    failure = await play(world)
  } catch (error) {
    failure = (error as Error).message
  } finally {
    await world.close()
  }
  const seconds = (performance.now() - started) / 1_000
  const kills = world.indexer.kills + (world.projection?.projector.kills ?? 0)
  const { served } = world
  const loaded = served && { backends: served.killedBackends, restarts: served.restarts, ended: served.ends }
  return { plan, hits: world.hits, crashed: world.crashed, kills, loaded, seconds, failure }
}

async function play(world: World): Promise<string | undefined> {
  const { plan, random, view } = world
  await world.mine(plan.history, 0)
  world.indexer.start()
  world.projection?.projector.start()
  await world.serve()
  for (const row of orderOf(plan, random)) {
    await world.mine(random.int(1, 6))
    if ((await steps[row](world)) === 'stopped') return undefined
  }
  while (view.tip.number < plan.history + LEAST_BLOCKS) await world.mine(1)
  return settle(world)
}

/** By chance, but what may end the indexer for good comes last. */
function orderOf({ rows }: Plan, random: Random): RowId[] {
  return rows
    .map((row) => ({ row, at: (mayEnd.has(row) ? 1 : 0) + random.unit() }))
    .sort((a, b) => a.at - b.at)
    .map(({ row }) => row)
}

/** No more faults: the chain goes on until all that happened is final, and then every row is looked at. */
async function settle(world: World): Promise<string | undefined> {
  world.node.faults.disarm()
  world.node.lag = 0
  const found = (await world.served?.settle(world)) ?? []
  await world.mine(world.plan.finality + 1, 5)
  // What a bloom does not show is found by the second reading, before a block is final; then it is written again.
  await world.caughtUpFinal()
  await world.caughtUp()
  const blocks = world.view.upTo(world.view.tip.number)
  found.push(...endedByItself(world))
  found.push(...(await comparePostgres(world, blocks)))
  if (world.plan.served) found.push(...(await compareGraphql(world, blocks)))
  found.push(...(await compareClickhouse(world)))
  found.push(...(await falseAlarms(world)))
  return found.length > 0 ? found.join('\n') : undefined
}

/** Whatever becomes of a store or a node, the indexer goes on. docs/invariants.md#U1 */
function endedByItself({ plan, indexer }: World): string[] {
  if (indexer.ends.length === 0 || plan.rows.some((row) => mayEnd.has(row))) return []
  return [`the indexer ended by itself (${indexer.ends})\n${indexer.log.slice(-3_000)}`]
}
