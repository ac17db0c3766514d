import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KafkaJobLog } from '../../../src/dispatch/log/kafka'
import { jobLogContract } from '../../contract/joblog'
import { TestBroker } from './test-broker'

describe('Apache Kafka', () => {
  const broker = new TestBroker('contract')
  beforeAll(() => broker.start())
  afterAll(() => broker.stop())

  it('there is a broker, or the error says why there is none and what to do', () => {
    if (broker.kafka) return expect(broker.kafka.brokers).toMatch(/^127\.0\.0\.1:\d+$/)
    expect(broker.absence).toMatchObject({ code: 'E-KAFKA-UNAVAILABLE' })
    expect(broker.absence!.next).toMatch(/KAFKA_BROKERS/)
  })

  jobLogContract('Apache Kafka', {
    kind: 'kafka',
    absence: () => broker.absence?.message,
    address: () => broker.kafka!.brokers,
    open: () => new KafkaJobLog(broker.kafka!.brokers, { sessionMs: 2_000 }),
  })
})
