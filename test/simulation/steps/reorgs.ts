import { users } from '../chain/contracts'
import { truthOf } from '../oracle/oracle'
import { postgresTables } from '../oracle/postgres'
import { differences } from '../oracle/rows'
import { ask } from '../trial/graphql'
import type { RowId } from '../trial/rows'
import type { World } from '../trial/world'
import type { Step } from './step'

/** Longest wait for a head replaced at its own height; a block of a live chain takes as long. */
const SAME_HEIGHT_MS = 12_000

const deepest = (world: World, most: number) => Math.min(most, world.plan.finality - 1, world.view.tip.number - 1)

/** The first one undoes what is written; the others may come at any moment. */
export const reorg: Step = async (world) => {
  for (let n = world.random.int(1, 3), first = true; n > 0; n--, first = false) {
    await world.mine(world.random.int(2, 6))
    if (first || world.random.chance(0.4)) await world.caughtUp()
    const depth = world.random.int(1, deepest(world, 8))
    world.reorg(depth, depth + world.random.int(1, 3))
  }
  await world.caughtUp()
  world.hit('R1')
}

/** As deep as finality lets it be, one block less, and then one block deeper: which no indexer may follow. */
export const reorgAtFinality: Step = async (world) => {
  const { finality } = world.plan
  const deepen = async (depth: number) => {
    soundFromHere(world)
    await world.mine(finality + 2)
    await world.caughtUpFinal()
    return () => world.reorg(depth, depth + 1)
  }
  for (const depth of world.random.some([finality - 1, finality], 0.6)) {
    const replace = await deepen(depth)
    replace()
    await world.caughtUp()
  }
  return stopsAt(world, 'R2', await deepen(finality + 1))
}

/** To another branch and back: blocks that were undone are the chain again. */
export const thereAndBack: Step = async (world) => {
  await world.mine(world.random.int(2, 5))
  await world.caughtUp()
  const first = world.view.tip
  const depth = world.random.int(1, deepest(world, 5))
  world.reorg(depth, depth + 1)
  if (world.random.chance(0.7)) await world.caughtUp()
  world.view.follow(world.tree.extend(world.tree.extend(first)))
  if (world.random.chance(0.5)) await world.caughtUp()
  world.hit('R3')
}

/** The branch that is being read is replaced while it is read. */
export const reorgInReorg: Step = async (world) => {
  await world.mine(4)
  await world.caughtUp()
  const depth = world.random.int(2, deepest(world, 6))
  let left = world.random.int(1, 6)
  world.node.onRequest = (calls) => {
    if (!calls.some(({ method }) => method !== 'eth_blockNumber') || --left > 0) return
    world.node.onRequest = () => undefined
    const second = world.random.int(1, depth)
    world.reorg(second, second + 1)
  }
  world.reorg(depth, depth + 2)
  await world.until('somebody to read the branch', () => left <= 0)
  world.hit('R4')
}

/** What the indexer holds is replaced while it is down: blocks it may undo, or blocks it has called final. */
export const reorgWhileDown: Step = async (world) => {
  const { finality } = world.plan
  soundFromHere(world)
  await world.mine(finality + 2)
  await world.caughtUpFinal()
  const past = world.random.chance(0.4)
  await world.indexer.stop()
  const depth = past ? finality + world.random.int(1, 4) : world.random.int(1, finality - 1)
  const replace = async () => {
    world.reorg(depth, depth + 1)
    await world.mine(world.random.int(0, 2 * finality), 0)
    world.indexer.start()
  }
  if (past) return stopsAt(world, 'R5', replace)
  await replace()
  await world.caughtUp()
  world.hit('R5')
}

/** The head is replaced by another block of its height, and nothing is mined on top. */
export const sameHeight: Step = async (world) => {
  await world.mine(3)
  await world.caughtUp()
  world.reorg(1, 1)
  await world.caughtUp(SAME_HEIGHT_MS)
  world.hit('R6')
}

/** An indexer that ends for good reads nothing twice: what is not final then must have been read right the first time. */
function soundFromHere(world: World): void {
  world.node.faults.disarm()
}

/** The indexer ends, loudly, and not a row is other than before. */
async function stopsAt(world: World, row: RowId, replace: () => unknown): Promise<'stopped'> {
  const before = world.view.upTo(world.view.tip.number)
  const ended = world.indexer.ends.length
  await replace()
  // It asks for a quarter of a minute whether the node means it; and so it does when it is started again.
  for (const times of [1, 2])
    await world.until('the indexer to stop at a reorg past finality', () => world.indexer.ends.length >= ended + times)
  await world.indexer.stop()
  const found = differences(truthOf(before).tables, await world.db.use(postgresTables))
  if (found.length > 0) throw new Error(`${row}: rows changed by a reorg past finality\n${found.join('\n')}`)
  if (world.indexer.ends.some((code) => code === 0)) throw new Error(`${row}: the indexer ended with code 0`)
  if (world.plan.served) await sayStale(world, row)
  world.hit(row)
  return 'stopped'
}

/** The public api says that what it shows is old, and why. */
async function sayStale(world: World, row: RowId): Promise<void> {
  await world.mine(world.plan.finality + 1, 0)
  const { status } = await ask(world, users[0]!)
  const [{ stale, alarms } = { stale: false, alarms: [] }] = status
  // The node of a trial has no state to compare figures with, which is said all the while.
  if (!stale || alarms.every(({ code }) => code === 'E-NOT-COMPARED'))
    throw new Error(`${row}: the api says ${JSON.stringify(status)}`)
}
