import { createLogger } from '@subsquid/logger'
import { type Admin, Kafka, logLevel, Partitioners, type Producer } from 'kafkajs'
import { AssayError } from '../../errors'
import {
  assertRecordSize,
  type Follower,
  type FollowOptions,
  type JobLog,
  type NewRecord,
  noSuchTopic,
  type SubscribeOptions,
  type Subscription,
  type TopicSpec,
} from './joblog'
import { KafkaFollower } from './kafkaFollower'
import { lagOf } from './kafkaLag'
import { topicOffsets } from './kafkaOffsets'
import type { KafkaSecurity } from './kafkaSecurity'
import { KafkaSubscription, type KafkaTiming } from './kafkaSubscription'

/** The broker may be away for a minute (a restart); after about that an append fails, and its caller tries again. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 5_000 }
const RETRIES = 12
const REQUEST_TIMEOUT_MS = 15_000
const CONNECTION_TIMEOUT_MS = 3_000

/** The job log on Apache Kafka, through kafkajs, whose known faults stay inside this file and kafkaSubscription.ts. */
export class KafkaJobLog implements JobLog {
  readonly kind = 'kafka'
  private readonly kafka: Kafka
  private readonly subscriptions = new Set<KafkaSubscription>()
  private readonly topics = new Set<string>()
  private producing: Promise<Producer> | undefined
  private administering: Promise<Admin> | undefined

  constructor(
    private readonly brokers: string,
    private readonly options: Partial<KafkaTiming> & { readonly security?: KafkaSecurity } = {},
    retries = RETRIES,
  ) {
    this.kafka = kafkaOf(brokers, retries, options.security)
  }

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    const admin = await this.admin()
    const present = new Set(await admin.listTopics())
    const missing = topics.filter((each) => !present.has(each.topic))
    if (missing.length > 0)
      await admin
        .createTopics({
          waitForLeaders: true,
          // -1: the broker's default replication, 1 on a single node. Append time: `at` is the log's clock, not a client's.
          topics: missing.map(({ topic, partitions }) => ({
            topic,
            numPartitions: partitions,
            replicationFactor: -1,
            configEntries: [{ name: 'message.timestamp.type', value: 'LogAppendTime' }],
          })),
        })
        .catch((error) => {
          // another process made them at the same time
          if (!/already exists/i.test(String(error?.message) + JSON.stringify(error?.errors ?? ''))) throw error
        })
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<void> {
    if (records.length === 0) return
    for (const record of records) assertRecordSize(topic, record)
    await this.requireTopic(topic)
    const producer = await this.producer()
    for (const chunk of chunks(records))
      await producer.send({
        topic,
        acks: -1,
        messages: chunk.map(({ key, headers, value }) => ({ key, headers: { ...headers }, value })),
      })
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    for (const topic of options.topics) await this.requireTopic(topic)
    const subscription = new KafkaSubscription(this.kafka, await this.admin(), options, this.options, () =>
      this.subscriptions.delete(subscription),
    )
    this.subscriptions.add(subscription)
    await subscription.start()
    return subscription
  }

  async follow(options: FollowOptions): Promise<Follower> {
    await this.requireTopic(options.topic)
    const follower = new KafkaFollower(this.kafka, await this.admin(), options, this.options, () =>
      this.subscriptions.delete(follower),
    )
    this.subscriptions.add(follower)
    await follower.start()
    return follower
  }

  async lag(group: string, topic: string): Promise<bigint> {
    await this.requireTopic(topic)
    return lagOf(await this.admin(), group, [topic])
  }

  async firstOffsets(topic: string): Promise<ReadonlyMap<number, bigint>> {
    const offsets = await topicOffsets(await this.admin(), topic)
    return new Map(offsets.map(({ partition, low }) => [partition, BigInt(low)]))
  }

  /** The broker does it. */
  async expire(): Promise<number> {
    return 0
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((each) => each.close()))
    await (await this.producing)?.disconnect()
    await (await this.administering)?.disconnect()
  }

  /** kafkajs retries an unknown topic for minutes; asking first says so at once. */
  private async requireTopic(topic: string): Promise<void> {
    if (this.topics.has(topic)) return
    const topics = await (await this.admin()).listTopics()
    for (const each of topics) this.topics.add(each)
    if (!this.topics.has(topic)) throw noSuchTopic(topic)
  }

  /** One request in flight: with more, a retried request could overtake another of the same key. */
  private producer(): Promise<Producer> {
    this.producing ??= connectedTo(
      this.kafka.producer({
        allowAutoTopicCreation: false,
        maxInFlightRequests: 1,
        createPartitioner: Partitioners.DefaultPartitioner,
      }),
      this.brokers,
    ).catch((error) => {
      this.producing = undefined
      throw error
    })
    return this.producing
  }

  private admin(): Promise<Admin> {
    this.administering ??= connectedTo(this.kafka.admin(), this.brokers).catch((error) => {
      this.administering = undefined
      throw error
    })
    return this.administering
  }
}

/** @param retries see RETRIES */
export function kafkaOf(brokers: string, retries: number, security: KafkaSecurity = {}): Kafka {
  return new Kafka({
    ...security,
    clientId: 'assay',
    brokers: brokers.split(','),
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    retry: { ...RETRY, retries },
    logLevel: logLevel.WARN,
    logCreator: kafkaLog,
  })
}

/** @throws AssayError E-JOBLOG-AWAY */
export async function connectedTo<T extends { connect(): Promise<void> }>(client: T, brokers: string): Promise<T> {
  try {
    await client.connect()
    return client
  } catch (cause) {
    throw new AssayError('E-JOBLOG-AWAY', `no Kafka broker answers at ${brokers}: ${(cause as Error).message}`, {
      next: 'Start it, correct KAFKA_BROKERS, or set JOB_LOG=postgres.',
      cause,
      retryable: true,
    })
  }
}

/** A request above this is refused by the broker although each record in it is small enough. */
const MAX_REQUEST_BYTES = 900_000

function* chunks(records: readonly NewRecord[]): Generator<NewRecord[]> {
  let chunk: NewRecord[] = []
  let bytes = 0
  for (const record of records) {
    const size = record.value.length + record.key.length + 64 * (1 + Object.keys(record.headers).length)
    if (chunk.length > 0 && bytes + size > MAX_REQUEST_BYTES) {
      yield chunk
      chunk = []
      bytes = 0
    }
    chunk.push(record)
    bytes += size
  }
  if (chunk.length > 0) yield chunk
}

/** kafkajs logs every retry as an error; the caller that gives up reports it. */
function kafkaLog() {
  const log = createLogger('assay:kafkajs')
  return ({ log: { message, ...fields } }: { log: { message: string; error?: unknown } }) =>
    log.debug(`${message}${fields.error ? `: ${fields.error}` : ''}`)
}
