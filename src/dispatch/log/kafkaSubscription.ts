import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '@subsquid/logger'
import type { Admin, Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import {
  DEFAULT_CONCURRENCY,
  DEFAULT_MAX_BATCH,
  type JobRecord,
  type SubscribeOptions,
  type Subscription,
} from './joblog'
import { lagOf } from './kafkaLag'
import { deliver } from './redelivery'

export interface KafkaTiming {
  /** how long a silent member keeps its partitions */
  readonly sessionMs: number
  /** how long records may lie untouched before the consumer is taken for stalled and replaced (kafkajs #659) */
  readonly stallMs: number
  /** how often that is looked at */
  readonly watchMs: number
}

const defaults: KafkaTiming = { sessionMs: 10_000, stallMs: 20_000, watchMs: 5_000 }
/** Pause before a consumer that ended is made anew; a broker restart takes several tries. */
const REBUILD_MS = 1_000
/** How long a fetch waits for records: the price of an idle topic, not a delay of a record. */
const FETCH_WAIT_MS = 500

/**
 * One member of a Kafka consumer group. kafkajs 2.2.4 commits to partitions it has lost (#1046), may stop without a word
 * (#659) and ends its consumer on errors it does not know. So: commits go to assigned partitions only, a watchdog compares
 * lag with progress, and a consumer that ends or stalls is replaced. Redelivered records are dropped by the inbox.
 */
export class KafkaSubscription implements Subscription {
  private readonly timing: KafkaTiming
  protected readonly log = createLogger('assay:joblog')
  private consumer: Consumer | undefined
  /** counts consumers made; work of an older one is abandoned */
  private generation = 0
  private assigned = new Set<string>()
  private handling = 0
  private progressedAtMs = performance.now()
  private paused = false
  private closing = false
  private building: Promise<void> = Promise.resolve()
  private watchdog: NodeJS.Timeout | undefined

  constructor(
    private readonly kafka: Kafka,
    protected readonly admin: Admin,
    protected readonly options: SubscribeOptions,
    timing: Partial<KafkaTiming>,
    private readonly onClose: () => void,
  ) {
    this.timing = { ...defaults, ...timing }
  }

  async start(): Promise<void> {
    await this.build()
    this.watchdog = setInterval(() => void this.watch(), this.timing.watchMs)
  }

  pause(): void {
    this.paused = true
    this.consumer?.pause(this.options.topics.map((topic) => ({ topic })))
  }

  resume(): void {
    this.paused = false
    this.progressedAtMs = performance.now()
    this.consumer?.resume(this.options.topics.map((topic) => ({ topic })))
  }

  lag(): Promise<bigint> {
    return this.lagOf(() => true)
  }

  protected lagOf(counts: (partition: string) => boolean): Promise<bigint> {
    return lagOf(this.admin, this.options.group, this.options.topics, counts)
  }

  /** Called when the partitions are known, before the first record of them is asked for. */
  protected joined(_: Consumer): void {}

  /** Which of the records are to be handled. */
  protected wanted(_: string, messages: readonly KafkaMessage[]): readonly KafkaMessage[] {
    return messages
  }

  protected async commit(consumer: Consumer, topic: string, partition: number, next: bigint): Promise<void> {
    await consumer.commitOffsets([{ topic, partition, offset: next.toString() }])
  }

  async close(): Promise<void> {
    if (this.closing) return
    this.closing = true
    clearInterval(this.watchdog)
    await this.building
    await this.consumer?.disconnect().catch((error) => this.log.warn(error, 'leaving the group failed'))
    this.onClose()
  }

  private async build(): Promise<void> {
    const generation = ++this.generation
    this.assigned = new Set()
    const { sessionMs } = this.timing
    const consumer = this.kafka.consumer({
      groupId: this.options.group,
      sessionTimeout: sessionMs,
      rebalanceTimeout: sessionMs,
      heartbeatInterval: Math.floor(sessionMs / 4),
      maxWaitTimeInMs: FETCH_WAIT_MS,
      allowAutoTopicCreation: false,
      // kafkajs restarts by itself for some errors only; one way of starting anew for all of them is easier to trust
      retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 5, restartOnFailure: async () => false },
    })
    consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => {
      if (generation !== this.generation) return
      this.assigned = new Set(
        Object.entries(payload.memberAssignment).flatMap(([topic, parts]) => parts.map((part) => `${topic}/${part}`)),
      )
      this.joined(consumer)
    })
    consumer.on(consumer.events.REBALANCING, () => {
      if (generation === this.generation) this.assigned = new Set()
    })
    consumer.on(consumer.events.CRASH, ({ payload }) => this.replace(generation, payload.error.message))
    this.consumer = consumer
    await consumer.connect()
    await consumer.subscribe({ topics: [...this.options.topics], fromBeginning: true })
    await consumer.run({
      autoCommit: false,
      eachBatchAutoResolve: false,
      partitionsConsumedConcurrently: this.options.concurrency ?? DEFAULT_CONCURRENCY,
      eachBatch: (payload) => this.take(payload, consumer, generation),
    })
    if (this.paused) this.pause()
  }

  /** Puts a new consumer in the place of one that ended or stalled; keeps trying while the broker is away. */
  private replace(generation: number, why: string): void {
    if (generation !== this.generation || this.closing) return
    this.log.warn(`consumer of ${this.options.group} starts anew: ${why}`)
    const old = this.consumer
    this.generation++
    this.building = this.building.then(async () => {
      // a consumer that hangs must not keep its successor from starting
      await Promise.race([old?.disconnect().catch(() => undefined), sleep(this.timing.sessionMs)])
      while (!this.closing) {
        try {
          await this.build()
          this.progressedAtMs = performance.now()
          return
        } catch (error) {
          this.log.warn(`consumer of ${this.options.group} cannot start: ${(error as Error).message}`)
          await this.consumer?.disconnect().catch(() => undefined)
          await sleep(REBUILD_MS)
        }
      }
    })
  }

  private async take(payload: EachBatchPayload, consumer: Consumer, generation: number): Promise<void> {
    const { batch, heartbeat, isRunning, isStale, resolveOffset } = payload
    const { topic, partition } = batch
    const name = `${topic}/${partition}`
    const messages = this.wanted(name, batch.messages)
    const stillOurs = () =>
      !this.closing && generation === this.generation && isRunning() && !isStale() && this.assigned.has(name)
    const step = this.options.maxBatch ?? DEFAULT_MAX_BATCH
    // kafkajs beats only when asked to; without this a slow handler loses its partitions
    const beating = setInterval(() => void heartbeat().catch(() => undefined), Math.floor(this.timing.sessionMs / 4))
    this.handling++
    try {
      if (messages.length === 0) resolveOffset(batch.lastOffset())
      for (let from = 0; from < messages.length && stillOurs() && !this.paused; from += step) {
        const records = messages.slice(from, from + step).map((message) => toRecord(topic, partition, message))
        const done = await deliver(records, this.options.handle, stillOurs, (error, pauseMs) =>
          this.log.warn(error as Error, `${name}@${records[0]!.offset}: again in ${pauseMs} ms`),
        )
        if (!done || !this.assigned.has(name)) return
        const last = records.at(-1)!.offset
        resolveOffset(last.toString())
        await this.commit(consumer, topic, partition, last + 1n)
        this.progressedAtMs = performance.now()
      }
      await heartbeat()
    } finally {
      this.handling--
      clearInterval(beating)
    }
  }

  /** Lag without progress, and no handler to blame: the consumer has stalled. */
  private async watch(): Promise<void> {
    const generation = this.generation
    if (this.paused || this.handling > 0) {
      if (this.paused) this.progressedAtMs = performance.now()
      return
    }
    if (performance.now() - this.progressedAtMs < this.timing.stallMs) return
    // without an assignment everything counts: a member that never joined has stalled too
    const lag = await this.lagOf((each) => this.assigned.size === 0 || this.assigned.has(each)).catch(() => 0n)
    if (lag === 0n) this.progressedAtMs = performance.now()
    else this.replace(generation, `${lag} records lie and nothing was handled for ${this.timing.stallMs} ms`)
  }
}

export function toRecord(topic: string, partition: number, message: KafkaMessage): JobRecord {
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(message.headers ?? {}))
    if (value !== undefined) headers[name] = (Array.isArray(value) ? value[0]! : value).toString()
  return {
    topic,
    partition,
    offset: BigInt(message.offset),
    key: message.key?.toString() ?? '',
    headers,
    value: message.value ?? Buffer.alloc(0),
    at: new Date(Number(message.timestamp)),
  }
}
