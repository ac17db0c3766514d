import { randomUUID } from 'node:crypto'
import type { Admin, Consumer, Kafka, KafkaMessage } from 'kafkajs'
import type { Follower, FollowOptions } from './joblog'
import { topicOffsets } from './kafkaOffsets'
import { KafkaSubscription, type KafkaTiming } from './kafkaSubscription'

/**
 * Reads a topic from its end on. kafkajs reads as a member of a group only: this one is of one reader. Nothing is committed
 * to it, so that the broker forgets it with its member; where the reader is, it keeps in memory.
 */
export class KafkaFollower extends KafkaSubscription implements Follower {
  private readonly topic: string
  /** by partition, as `topic/partition` */
  private readonly next = new Map<string, bigint>()

  constructor(kafka: Kafka, admin: Admin, options: FollowOptions, timing: Partial<KafkaTiming>, onClose: () => void) {
    const { topic, ...rest } = options
    super(kafka, admin, { ...rest, topics: [topic], group: `assay-follower-${randomUUID()}` }, timing, onClose)
    this.topic = topic
  }

  override async start(): Promise<void> {
    for (const { partition, high } of await topicOffsets(this.admin, this.topic))
      this.next.set(`${this.topic}/${partition}`, BigInt(high))
    await super.start()
  }

  protected override joined(consumer: Consumer): void {
    for (const [name, next] of this.next)
      consumer.seek({
        topic: this.topic,
        partition: Number(name.slice(this.topic.length + 1)),
        offset: next.toString(),
      })
  }

  protected override wanted(name: string, messages: readonly KafkaMessage[]): readonly KafkaMessage[] {
    const next = this.next.get(name) ?? 0n
    return messages.filter(({ offset }) => BigInt(offset) >= next)
  }

  protected override async commit(_: Consumer, topic: string, partition: number, next: bigint): Promise<void> {
    this.next.set(`${topic}/${partition}`, next)
  }

  protected override async lagOf(counts: (partition: string) => boolean): Promise<bigint> {
    let lag = 0n
    for (const { partition, high } of await topicOffsets(this.admin, this.topic)) {
      const name = `${this.topic}/${partition}`
      if (counts(name)) lag += BigInt(high) - (this.next.get(name) ?? 0n)
    }
    return lag
  }
}
