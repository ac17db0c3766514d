import { Kafka } from 'kafkajs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KafkaJobLog } from '../../../src/dispatch/log/kafka'
import { jobLogContract } from '../../contract/joblog'
import { TestBroker } from './testBroker'

describe('Apache Kafka', () => {
  const broker = new TestBroker('contract')
  beforeAll(() => broker.start())
  afterAll(() => broker.stop())

  it('there is a broker, or the error says why there is none and what to do', () => {
    if (broker.kafka) return expect(broker.kafka.brokers).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(broker.absence).toMatchObject({ code: 'E-KAFKA-UNAVAILABLE' })
    expect(broker.absence!.next).toMatch(/KAFKA_BROKERS/)
  })

  it('what the broker has removed lies below the first offset', async (test) => {
    if (broker.absence) test.skip(broker.absence.message)
    const log = new KafkaJobLog(broker.kafka!.brokers)
    await log.ensureTopics([{ topic: 'removed', partitions: 1 }])
    await log.append(
      'removed',
      Array.from({ length: 5 }, () => ({ key: 'k', headers: {}, value: Buffer.from('x') })),
    )
    const admin = new Kafka({ brokers: [broker.kafka!.brokers] }).admin()
    // kafkajs finds the partition's leader in what it was told for another question only
    await admin.connect()
    await admin.fetchTopicOffsets('removed')
    await admin.deleteTopicRecords({ topic: 'removed', partitions: [{ partition: 0, offset: '3' }] })
    await admin.disconnect()
    expect(await log.firstOffsets('removed')).toEqual(new Map([[0, 3n]]))
    await log.close()
  })

  jobLogContract('Apache Kafka', {
    kind: 'kafka',
    absence: () => broker.absence?.message,
    address: () => broker.kafka!.brokers,
    open: () => new KafkaJobLog(broker.kafka!.brokers, { sessionMs: 2_000 }),
  })
})
