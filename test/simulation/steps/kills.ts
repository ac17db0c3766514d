import { setTimeout as sleep } from 'node:timers/promises'
import { AssayProcess } from '../../support/assay'
import { at, type CrashPoint, crashPoints, refuseCommit, statementOf } from '../proxy/crashPoint'
import { CRASHES_PER_TRIAL } from '../trial/rows'
import { serviceNames } from '../trial/services'
import type { World } from '../trial/world'
import type { Step } from './step'
import { POSTGRES_AWAY, restartPostgres } from './storesAway'

export const killIndexer: Step = async (world) => {
  void world.mine(world.random.int(3, 8), 60)
  await sleep(world.random.int(0, 900))
  world.indexer.kill()
  if (world.projection && world.random.chance(0.3)) world.projection.projector.kill()
  await sleep(world.random.int(0, 300))
  world.hit('K1')
}

/** Dies between Postgres's commit, ClickHouse's insert and the cursor, to the byte, and comes back to die elsewhere. */
export const killBetween: Step = async (world) => {
  const points = world.projection ? crashPoints : crashPoints.filter(inIndexer)
  const byChance = points.map((point) => ({ point, at: world.random.unit() })).sort((a, b) => a.at - b.at)
  const chosen = byChance.slice(0, CRASHES_PER_TRIAL).map(({ point }) => point)
  const { crashAt: wanted } = world.plan
  // While history is read a message holds thousands of blocks; from here on each block is a transaction.
  if (wanted) await world.caughtUp()
  for (const point of wanted ?? chosen) {
    await crashAt(world, point, 'kill')
    world.crashed.add(point)
    if (wanted) await backAtOnce(world)
  }
  world.hit('K2')
}

/** The chain waits: a block that is final when the indexer comes back is written anew, whatever was left of it. */
async function backAtOnce(world: World): Promise<void> {
  await world.mine(1, 0)
  await world.caughtUp()
}

const inIndexer = (point: CrashPoint) => ['write', 'commit'].includes(statementOf(point))

/** Waits for the statement while the chain goes on; there the process is killed, or its connection cut. */
export async function crashAt(world: World, point: CrashPoint, how: 'kill' | 'reset'): Promise<void> {
  const { projection, indexer, indexerStore } = world
  const ofProjector = statementOf(point) === 'insert' ? projection?.clickhouse : projection?.postgres
  const proxy = inIndexer(point) ? indexerStore : ofProjector!
  const victim = inIndexer(point) ? indexer : projection!.projector
  let fired = false
  proxy.watcher = at(point, world.random.int(1, 4), (link) => {
    fired = true
    if (how === 'kill') victim.kill()
    link.reset()
  })
  await mineUntil(world, `${point} (${how})`, () => fired)
  proxy.watcher = undefined
}

/** Mines until it has happened. */
export async function mineUntil(world: World, what: string, condition: () => boolean): Promise<void> {
  // Slower than blocks are indexed, so that there is a commit per block and something final for every insert.
  await world.until(what, async () => {
    if (condition()) return true
    await world.mine(1, 80)
    return condition()
  })
}

/** Postgres goes, and comes back; with people on the services, nothing but their answers notices. */
export const killPostgres: Step = async (world) => {
  const { served } = world
  if (served) {
    const before = served.taken()
    await served.during(world, POSTGRES_AWAY, () => restartPostgres(world))
    await served.reconnected(world, serviceNames, before)
    return world.hit('K3')
  }
  const mining = world.mine(world.random.int(3, 8), 60)
  await sleep(world.random.int(0, 300))
  await world.lane.crashPostgres(world.random.pick(['SIGKILL', 'SIGQUIT', 'SIGINT']))
  await mining
  world.hit('K3')
}

/** Serialisation failure, deadlock, reset: the batch is done again, and its effects are there once. */
export const refusedCommit: Step = async (world) => {
  const how = world.random.pick(['40001', '40P01', 'unsent', 'unacknowledged'] as const)
  if (how === 'unsent' || how === 'unacknowledged') await crashAt(world, `commit-${how}`, 'reset')
  else {
    let told = false
    world.indexerStore.watcher = refuseCommit(world.random.int(1, 4), how, () => {
      told = true
    })
    await mineUntil(world, `a refused commit (${how})`, () => told)
    world.indexerStore.watcher = undefined
  }
  world.hit('K6')
}

/** A second indexer is refused; a second projector waits, and takes over when the first is gone. */
export const twoOfEach: Step = async (world) => {
  const { projection, env, db } = world
  await world.caughtUp()
  const second = AssayProcess.start(['index', '--profile', env['ASSAY_PROFILES']!], { ...env, DB_URL: db.url })
  try {
    await world.until('a second indexer to be refused', () => !second.alive)
    if (!second.log.includes('E-NETWORK-TAKEN')) throw new Error(`K5: a second indexer ended otherwise\n${second.log}`)
  } finally {
    await second.stop()
  }
  const other = AssayProcess.start(['project'], projection!.env)
  try {
    await world.mine(world.random.int(8, 15), 60)
    await projection!.projector.stop()
    await world.mine(5)
    const target = world.view.final
    await world.until('the second projector to take over', async () => ((await db.projected()) ?? -1) >= target)
  } finally {
    await other.stop()
    projection!.projector.start()
  }
  world.hit('K5')
}
