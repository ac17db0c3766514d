import { randomUUID } from 'node:crypto'
import type { Admin, Kafka } from 'kafkajs'
import { AssayError } from '../../errors'
import type { JobRecord } from './joblog'
import { connectedTo, kafkaOf } from './kafka'
import { topicOffsets } from './kafkaOffsets'
import type { KafkaSecurity } from './kafkaSecurity'
import { toRecord } from './kafkaSubscription'
import type { LogPartition, LogReader } from './reader'

/** Some seconds: whoever audits is told that the broker is away, and asks again. */
const RETRIES = 5
/** A broker that sends nothing for so long, of records that it says it has, has stalled. */
const STALLED_MS = 30_000

/** Topics of a broker. kafkajs reads as a member of a group; this one is of one reading, commits nothing, and is removed. */
export class KafkaLogReader implements LogReader {
  private readonly kafka: Kafka
  private administering: Promise<Admin> | undefined

  constructor(
    private readonly brokers: string,
    security: KafkaSecurity = {},
  ) {
    this.kafka = kafkaOf(brokers, RETRIES, security)
  }

  async partitions(topic: string, group?: string): Promise<LogPartition[]> {
    const admin = await this.admin()
    if (!(await admin.listTopics()).includes(topic)) return []
    // first what was handled, then the ends: no group is ahead of its partition
    const [handled] = group === undefined ? [] : await admin.fetchOffsets({ groupId: group, topics: [topic] })
    const committed = new Map(handled?.partitions.map(({ partition, offset }) => [partition, BigInt(offset)]))
    const ends = await topicOffsets(admin, topic)
    return ends.map(({ partition, low, high }) => {
      const done = committed.get(partition) ?? -1n
      return { topic, partition, first: BigInt(low), next: BigInt(high), committed: done < 0n ? null : done }
    })
  }

  async read(
    partitions: readonly LogPartition[],
    take: (records: readonly JobRecord[]) => Promise<void>,
    since?: Date,
  ): Promise<void> {
    const begins = since === undefined ? new Map<string, bigint>() : await this.since(partitions, since)
    const beginOf = (each: LogPartition) => begins.get(nameOf(each)) ?? each.first
    const left = new Map(
      partitions.filter((each) => beginOf(each) < each.next).map((each) => [nameOf(each), each.next]),
    )
    if (left.size === 0) return
    const groupId = `assay-reader-${randomUUID()}`
    const consumer = this.kafka.consumer({ groupId, allowAutoTopicCreation: false })
    let end: () => void = () => {}
    let fail: (error: unknown) => void = () => {}
    const ended = new Promise<void>((resolve, reject) => {
      end = resolve
      fail = reject
    })
    // whoever fails before it is awaited has said so already
    ended.catch(() => undefined)
    let stalled: NodeJS.Timeout | undefined
    const heard = () => {
      clearTimeout(stalled)
      stalled = setTimeout(() => fail(silent(this.brokers)), STALLED_MS)
    }
    consumer.on(consumer.events.CRASH, ({ payload }) => fail(payload.error))
    try {
      heard()
      await consumer.connect()
      await consumer.subscribe({ topics: [...new Set(partitions.map(({ topic }) => topic))], fromBeginning: true })
      await consumer.run({
        autoCommit: false,
        eachBatch: async ({ batch: { topic, partition, messages }, heartbeat }) => {
          heard()
          const next = left.get(nameOf({ topic, partition }))
          if (next === undefined) return
          const records = messages
            .map((message) => toRecord(topic, partition, message))
            .filter(({ offset }) => offset < next)
          await take(records)
          if (BigInt(messages[messages.length - 1]!.offset) + 1n >= next) left.delete(nameOf({ topic, partition }))
          if (left.size === 0) end()
          await heartbeat()
        },
      })
      for (const each of partitions)
        if (beginOf(each) > each.first)
          consumer.seek({ topic: each.topic, partition: each.partition, offset: `${beginOf(each)}` })
      await ended
    } finally {
      clearTimeout(stalled)
      await consumer.disconnect().catch(() => undefined)
      const admin = await this.admin()
      await admin.deleteGroups([groupId]).catch(() => undefined)
    }
  }

  async close(): Promise<void> {
    await (await this.administering)?.disconnect()
  }

  private async since(partitions: readonly LogPartition[], since: Date): Promise<Map<string, bigint>> {
    const admin = await this.admin()
    const begins = new Map<string, bigint>()
    for (const topic of new Set(partitions.map((each) => each.topic)))
      for (const { partition, offset } of await admin.fetchTopicOffsetsByTimestamp(topic, since.getTime()))
        begins.set(nameOf({ topic, partition }), BigInt(offset))
    return begins
  }

  private admin(): Promise<Admin> {
    this.administering ??= connectedTo(this.kafka.admin(), this.brokers)
    return this.administering
  }
}

const nameOf = ({ topic, partition }: Pick<LogPartition, 'topic' | 'partition'>) => `${topic}/${partition}`

function silent(brokers: string): AssayError {
  return new AssayError('E-JOBLOG-AWAY', `the Kafka broker at ${brokers} sends nothing of what it has`, {
    next: 'Look at the broker, and ask again.',
    retryable: true,
  })
}
