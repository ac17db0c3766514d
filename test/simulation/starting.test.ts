import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { byTurns } from '../support/byTurns'
import type { TcpProxy } from './proxy/proxy'
import { Lane } from './trial/lane'
import { planOf } from './trial/plan'
import type { Worker } from './trial/worker'
import { World } from './trial/world'

/** A start asks Postgres less often; the long form looks at whatever follows, too. */
const PIECES = Number(process.env.ASSAY_START_PIECES ?? 16)
/** What a process asks after its connection broke shows that it goes on. */
const PIECES_AFTER = 3
const WAIT_MS = 30_000

/** The api asks Postgres what it is asked itself. */
async function ask(url: string | undefined): Promise<void> {
  const body = JSON.stringify({ query: '{ status { alarms { message } } }' })
  const headers = { 'content-type': 'application/json' }
  if (url) await fetch(`${url}/graphql`, { method: 'POST', headers, body }).catch(() => undefined)
}

// docs/invariants.md#U1
describe('a process that goes on is not ended by Postgres going while it starts', () => {
  let lane: Lane
  let world: World
  beforeAll(async () => {
    lane = await Lane.open()
    world = await World.open(planOf('starting', ['K3', 'G3']), lane)
    await world.mine(30, 0)
  })
  afterAll(async () => {
    await world?.close()
    await lane?.close()
  })

  const partOf = {
    index: () => [world.indexer, world.indexerStore],
    project: () => [world.projection!.projector, world.projection!.postgres],
    serve: () => [world.services!.processes.api, world.services!.postgres.api],
    cron: () => [world.services!.processes.cron, world.services!.postgres.cron],
    dispatch: () => [world.services!.processes.dispatch, world.services!.postgres.dispatch],
    worker: () => [world.services!.processes.worker, world.services!.postgres.worker],
  } satisfies Record<string, () => [Worker, TcpProxy]>

  it.each(byTurns(Object.keys(partOf) as (keyof typeof partOf)[], 2))('assay %s', async (name) => {
    const [command, store] = partOf[name]()
    for (let nth = 1; nth <= PIECES; nth++) {
      let left = nth
      let after = 0
      store.watcher = {
        toServer(_, link) {
          left -= 1
          if (left < 0) after += 1
          if (left !== 0) return 'pass'
          link.reset()
          return 'drop'
        },
      }
      command.start()
      const goesOn = async () => {
        if (name === 'serve') await ask(world.services!.url)
        return command.ends.length > 0 || after >= PIECES_AFTER
      }
      await world.until(`assay ${name} to go on after piece ${nth}`, goesOn, WAIT_MS, () => command.log)
      await command.stop()
      expect(command.ends, `piece ${nth}:\n${command.log}`).toEqual([])
    }
  })
})
