import { mkdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { type RunningKafka, startKafka } from '../../../src/devnet/kafka/broker'
import { KafkaJobLog } from '../../../src/dispatch/log/kafka'
import { AssayError } from '../../../src/errors'
import { jobLogContract } from '../../contract/joblog'

const folder = path.join(os.tmpdir(), `assay-test-kafka-${process.pid}`)
let kafka: RunningKafka | undefined
let absence: AssayError | undefined

/** A machine without Java, Maven or a way to Maven Central has no broker: then the start must say which and why. */
async function broker(): Promise<RunningKafka | undefined> {
  await mkdir(folder, { recursive: true })
  try {
    return await startKafka({
      dataDir: folder,
      port: 0,
      cacheDir: path.join(os.homedir(), '.cache', 'assay'),
      log: console.log,
    })
  } catch (error) {
    if (!(error instanceof AssayError)) throw error
    absence = error
    return undefined
  }
}
kafka = await broker()

describe('Apache Kafka', () => {
  afterAll(async () => {
    await kafka?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  if (kafka === undefined)
    it('says why there is no broker', () => {
      expect(absence).toMatchObject({ code: 'E-KAFKA-UNAVAILABLE' })
      expect(['no-java', 'no-maven', 'fetch-failed']).toContain(absence?.details.reason)
    })
  else
    jobLogContract('Apache Kafka', {
      kind: 'kafka',
      address: () => kafka!.brokers,
      open: () => new KafkaJobLog(kafka!.brokers, { sessionMs: 2_000 }),
    })
})
