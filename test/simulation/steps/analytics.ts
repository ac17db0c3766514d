import { setTimeout as sleep } from 'node:timers/promises'
import { crashAt, mineUntil } from './kills'
import type { Step } from './step'

/** How long ClickHouse is away: minutes in production, seconds here; the projector's back-off is in between. */
const AWAY_MS = [500, 2_500] as const

/** Indexing goes on without ClickHouse; the projector catches up after it. */
export const clickhouseAway: Step = async (world) => {
  const { clickhouse } = world.projection!
  await world.mine(world.plan.finality)
  const before = world.view.final
  await world.until('the projector to be at work', async () => ((await world.db.projected()) ?? -1) >= before)
  clickhouse.leave()
  await world.mine(world.random.int(3, 10))
  await world.caughtUp()
  await mineUntil(world, 'the projector to miss ClickHouse', () => clickhouse.refused > 0)
  await sleep(world.random.int(...AWAY_MS))
  clickhouse.comeBack()
  await world.mine(2)
  world.hit('K4')
}

/** ClickHouse wrote the rows and its answer was lost. */
export const lostReply: Step = async (world) => {
  await crashAt(world, 'insert-unacknowledged', 'reset')
  world.hit('C1')
}
