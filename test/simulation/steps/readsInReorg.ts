import { setTimeout as sleep } from 'node:timers/promises'
import type { Step } from './step'

/** Reorgs at least, and until answers have been given at blocks that then left the chain. */
const LEAST_REORGS = 10
const MOST_REORGS = 16
/** Such answers that show something. */
const LEFT_BLOCKS = 2
/** An answer or two at each head. */
const SEEN_MS = 250
/** Of each query of the api: the parts of an answer are read while several blocks are written or undone. */
const QUERY_MS = 15

/** Questions while blocks are written, undone and written anew: the parts of one answer come from one block. */
export const readsInReorg: Step = async (world) => {
  const { load } = world.served!
  const left = () => [...load.blocks].filter((hash) => world.view.at(world.view.byHash(hash)!.number)?.hash !== hash)
  const before = left().length
  const api = world.served!.services.postgres.api
  await world.served!.during(world, {}, async () => {
    api.delayMs = QUERY_MS
    for (let n = 0; n < MOST_REORGS && (n < LEAST_REORGS || left().length < before + LEFT_BLOCKS); n++) {
      await world.mine(world.random.int(2, 5), 30)
      await world.caughtUp()
      await sleep(world.random.int(0, SEEN_MS))
      const depth = world.random.int(1, Math.min(8, world.plan.finality - 1, world.view.tip.number - 1))
      world.reorg(depth, depth + world.random.int(1, 3))
      if (world.random.chance(0.5)) await world.caughtUp()
    }
    api.delayMs = 0
  })
  if (left().length < before + LEFT_BLOCKS) throw new Error('G3: no answer was given at a block that left the chain')
  world.hit('G3')
}
