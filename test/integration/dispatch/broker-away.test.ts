import { mkdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { startKafka } from '../../../src/devnet/kafka/broker'
import { KafkaJobLog } from '../../../src/dispatch/log/kafka'
import { AssayError } from '../../../src/errors'
import { testServer } from './database'
import { World } from './world'

const folder = path.join(os.tmpdir(), `assay-test-broker-away-${process.pid}`)
const start = (port: number) =>
  startKafka({ dataDir: folder, port, cacheDir: path.join(os.homedir(), '.cache', 'assay'), log: console.log })

await mkdir(folder, { recursive: true })
const first = await start(0).catch((error) => {
  if (error instanceof AssayError && error.details.reason !== 'start-failed') return undefined
  throw error
})

// a machine without a broker says so in joblog-kafka.test.ts
describe.runIf(first !== undefined)('a broker that is killed and comes back', () => {
  let kafka = first!
  afterAll(async () => {
    await kafka?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  it('every job is settled once, and nothing is left on the log', async () => {
    const server = await testServer()
    const world = await World.open(server, () => new KafkaJobLog(kafka.brokers, { sessionMs: 3_000 }))
    try {
      const dispatcher = await world.dispatcher()
      await world.worker([await world.node('a'), await world.node('b')], 4)
      const ids: string[] = []
      for (let n = 0; n < 10; n++) ids.push(await world.submit())
      await world.untilState(ids[0]!, 'settled')
      for (let n = 0; n < 10; n++) ids.push(await world.submit())
      process.kill(kafka.pid, 'SIGKILL')
      await kafka.exited
      const late = Promise.all(Array.from({ length: 5 }, () => world.submit()))
      await new Promise((resolve) => setTimeout(resolve, 3_000))
      kafka = await start(Number(kafka.brokers.split(':')[1]))
      ids.push(...(await late))
      for (const id of ids) await world.untilState(id, 'settled')
      await world.until('the lag is nothing', async () => (await dispatcher.lag()) === 0n)
      const { rows } = await world.pool.query(
        `select count(*)::int as bills, count(distinct job_id)::int as jobs from bill where status = 'settled'`,
      )
      expect(rows).toEqual([{ bills: 25, jobs: 25 }])
    } finally {
      await world.close()
      await server.stop()
    }
  })
})
