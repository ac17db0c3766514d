import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KafkaJobLog } from '../../../src/dispatch/log/kafka'
import { testServer } from './database'
import { TestBroker } from './testBroker'
import { World } from './world'

/** What a requester does whose broker is away; a name is submitted once. */
async function insist(submit: () => Promise<string>): Promise<string> {
  for (;;)
    try {
      return await submit()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
}

describe('a broker that is killed and comes back', () => {
  const broker = new TestBroker('away')
  beforeAll(() => broker.start())
  afterAll(() => broker.stop())

  /** As many retries as outlast the outage, and so few that every append and every consumer gives up during it. */
  it.for([12, 1])(
    'every job is settled once, and nothing is left on the log, with %i retries',
    async (retries, test) => {
      // joblog-kafka.test.ts says what a machine without a broker must say
      if (broker.absence) test.skip(broker.absence.message)
      const server = await testServer()
      const world = await World.open(
        server,
        () => new KafkaJobLog(broker.kafka!.brokers, { sessionMs: 3_000 }, retries),
      )
      try {
        const dispatcher = await world.dispatcher()
        await world.worker([await world.node('a'), await world.node('b')], 4)
        const ids: string[] = []
        for (let n = 0; n < 10; n++) ids.push(await world.submit())
        await world.untilState(ids[0]!, 'settled')
        for (let n = 0; n < 10; n++) ids.push(await world.submit())
        process.kill(broker.kafka!.pid, 'SIGKILL')
        await broker.kafka!.exited
        const late = Promise.all(Array.from({ length: 5 }, (_, at) => insist(() => world.submit(`late ${at}`))))
        await new Promise((resolve) => setTimeout(resolve, 3_000))
        await broker.restart()
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
    },
  )
})
