import type { Fault } from '../node/faults'
import { HEAD_BACK } from '../trial/plan'
import type { RowId } from '../trial/rows'
import type { World } from '../trial/world'
import type { Step } from './step'

/** Blocks that are mined for a fault to find something to spoil. */
const MOST_BLOCKS = 30

/** How long rows are looked at, at least, while the head is behind. */
const SEEN_MS = 2_000

/** Arms a fault, mines until it has happened, and lets the indexer come through it. */
async function suffer(world: World, row: RowId, fault: Fault, times: number): Promise<void> {
  const { faults } = world.node
  // The comparison of the profile with its chain asks for logs too, and a fault that is spent on it spoils no block.
  await world.until('the indexer to have compared its profile', () => world.indexer.ready)
  const before = faults.count(fault)
  faults.arm(fault, times)
  for (let n = 0; n < MOST_BLOCKS && faults.count(fault) === before; n++) {
    await world.mine(1, 0)
    await world.until('a look at the head', async () => faults.count(fault) > before || (await atTip(world)))
  }
  if (faults.count(fault) === before) throw new Error(`${row}: ${fault} found nothing to spoil`)
  if (world.random.chance(0.5)) await world.caughtUp()
  world.hit(row)
}

const atTip = async (world: World) => (await world.db.head())?.hash === world.view.tip.hash

const oneOf =
  (row: RowId, ...faults: readonly Fault[]): Step =>
  async (world) => {
    for (const fault of world.random.some(faults, 0.5).concat(world.random.pick(faults)))
      await suffer(world, row, fault, world.random.int(1, 2))
  }

export const tailMissing: Step = oneOf('L1', 'logs-tail')
export const spoiltOrder: Step = oneOf('L2', 'logs-gap', 'logs-duplicate', 'logs-reordered', 'logs-removed')
export const badTransport: Step = oneOf(
  'L5',
  'null-block',
  '429',
  '500',
  '-32000',
  'timeout',
  'html',
  'cut-json',
  'reset',
  'too-large',
)

/** A machine behind the balancer that has the block's header and not yet its logs, or neither; it announces nothing. */
export const laggingNode: Step = async (world) => {
  await suffer(world, 'L3', 'logs-empty', world.random.int(1, 3))
  world.node.lag = world.random.int(1, 4)
  world.node.silence(world.random.int(0, 4))
  await world.mine(3)
  world.node.lag = 0
}

/** Logs of the block that was replaced, a hash nobody knows, a block that is no child of the one before. */
export const foreignBlock: Step = async (world) => {
  await world.mine(2)
  await world.caughtUp()
  world.node.faults.arm('logs-sibling', 1)
  world.reorg(2, 3)
  await world.caughtUp()
  await oneOf('L4', 'logs-hash', 'wrong-parent')(world)
}

/** The node starts to sync anew: its head is far below what was final, and then it is back. */
export const headBack: Step = async (world) => {
  await world.caughtUp()
  const before = (await world.db.final())!
  world.node.lag = HEAD_BACK
  const seen = Date.now() + SEEN_MS
  await world.until('somebody to be told of a head behind', async () => {
    const [final, head] = [await world.db.final(), await world.db.head()]
    if (final !== undefined && final < before) throw new Error(`L6: rolled back from final ${before} to ${final}`)
    if (head && head.number < before) throw new Error(`L6: the head went to ${head.number}, below final ${before}`)
    return Date.now() > seen && world.indexer.log.includes('E-HEAD-BEHIND')
  })
  world.node.lag = 0
  await world.mine(2)
  await world.caughtUp()
  world.hit('L6')
}

/** Amounts and logs no contract should produce are in the generated blocks of such a trial. */
export const oddAmounts: Step = async (world) => {
  await world.mine(10)
  world.hit('L8')
}
