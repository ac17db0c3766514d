import { setTimeout as sleep } from 'node:timers/promises'
import type { Step } from './step'
import { answeredMeanwhile, troublesOf } from './storesAway'

/** How long the node is away: more than the api's patience with it, once and again. */
const AWAY_MS = { short: [2_000, 3_000], long: [11_000, 15_000] } as const
/** Of each answer: in the long form what the specification says. */
const SLOW_MS = { short: 2_500, long: 10_000 } as const

/** The node of api, cron and dispatcher hangs, dawdles and refuses; the api answers from the last head it knows. */
export const nodeAway: Step = async (world) => {
  const served = world.served!
  const { node } = served.services
  const size = world.plan.longOutages ? 'long' : 'short'
  const away = () => sleep(world.random.int(AWAY_MS[size][0], AWAY_MS[size][1]))
  const hangs = async () => {
    node.freeze()
    await away()
    node.thaw()
  }
  const dawdles = async () => {
    node.delayMs = SLOW_MS[size]
    await sleep(SLOW_MS[size] * 1.2)
    node.delayMs = 0
  }
  const refuses = async () => {
    node.leave()
    await away()
    node.comeBack()
  }
  for (const trouble of troublesOf(world, hangs, [dawdles, refuses])) {
    const asked = node.asked + node.refused
    await served.during(world, {}, () => answeredMeanwhile(world, trouble))
    if (node.asked + node.refused === asked) throw new Error('S3: nobody asked the node')
  }
  world.hit('S3')
}
