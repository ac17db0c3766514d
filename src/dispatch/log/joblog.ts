import { AssayError } from '../../errors'

/** A record to append. The key decides the partition; records of one key keep their order. */
export interface NewRecord {
  readonly key: string
  readonly headers: Readonly<Record<string, string>>
  readonly value: Buffer
}

/** A record as the log holds it. */
export interface JobRecord extends NewRecord {
  readonly topic: string
  readonly partition: number
  readonly offset: bigint
  /** when the log took it, by the log's clock */
  readonly at: Date
}

export interface TopicSpec {
  readonly topic: string
  readonly partitions: number
}

export interface SubscribeOptions {
  /** members of one group share the partitions of their topics; a new group starts at the first record */
  readonly group: string
  readonly topics: readonly string[]
  /**
   * Takes records of one partition in their order. When it resolves they are committed; when it throws, the same
   * records come again after a pause, and the partition waits. A record may come twice: handlers are idempotent.
   */
  readonly handle: (batch: readonly JobRecord[]) => Promise<void>
  /** records in one call of `handle` */
  readonly maxBatch?: number
  /** partitions handled at the same time by this member */
  readonly concurrency?: number
}

export interface FollowOptions {
  readonly topic: string
  /** Takes records of one partition in their order; when it throws, the same come again after a pause. */
  readonly handle: (batch: readonly JobRecord[]) => Promise<void>
  /** records in one call of `handle` */
  readonly maxBatch?: number
}

export interface Follower {
  close(): Promise<void>
}

export interface Subscription {
  /** Takes no new records; what is being handled is finished. */
  pause(): void
  resume(): void
  /** records of the topics that the group has not committed */
  lag(): Promise<bigint>
  /** Finishes what is being handled, commits it, and leaves the group. */
  close(): Promise<void>
}

/** The port behind which Kafka or PostgreSQL serves; both pass test/contract/joblog.ts. */
export interface JobLog {
  readonly kind: 'kafka' | 'postgres'
  /** Makes topics that are missing; the number of partitions of an existing one stays. */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>
  /** Durable when it resolves. @throws AssayError E-JOBLOG-RECORD-SIZE, E-JOBLOG-TOPIC */
  append(topic: string, records: readonly NewRecord[]): Promise<void>
  subscribe(options: SubscribeOptions): Promise<Subscription>
  /**
   * Tells what is appended once this has resolved, all of it to every follower, and nothing from before. It shares with
   * nobody and leaves no mark in the log: for what is addressed to one of many readers.
   */
  follow(options: FollowOptions): Promise<Follower>
  /** Records of a topic that a group has not committed; its caller need not be a member. */
  lag(group: string, topic: string): Promise<bigint>
  /** First offset that each partition of a topic still has, or will give; nothing below it can be delivered again. */
  firstOffsets(topic: string): Promise<ReadonlyMap<number, bigint>>
  /** Removes records past their retention, where the broker does not. @returns how many */
  expire(): Promise<number>
  close(): Promise<void>
}

/** Key, headers and value together: what a Kafka broker takes by default (1,048,588) less room for its own framing. */
export const MAX_RECORD_BYTES = 1_000_000
/** How long a record is kept once every group has handled it; an embedded broker keeps records as long. */
export const RETENTION_HOURS = 72
/** Big enough that one transaction carries many records, small enough that a redelivery after a crash is cheap. */
export const DEFAULT_MAX_BATCH = 200
/** Handlers wait on PostgreSQL; more at a time only queue for its connections. */
export const DEFAULT_CONCURRENCY = 4
/** Pause before records come again whose handler threw; doubles up to the second figure. */
export const REDELIVERY_MS = [100, 5_000] as const

/** @throws AssayError E-JOBLOG-RECORD-SIZE */
export function assertRecordSize(topic: string, record: NewRecord): void {
  let bytes = Buffer.byteLength(record.key) + record.value.length
  for (const [name, text] of Object.entries(record.headers)) bytes += Buffer.byteLength(name) + Buffer.byteLength(text)
  if (bytes > MAX_RECORD_BYTES)
    throw new AssayError(
      'E-JOBLOG-RECORD-SIZE',
      `a record of ${bytes} bytes for ${topic}: at most ${MAX_RECORD_BYTES}`,
      {
        next: 'Put the payload in an object store and its digest in the record.',
        details: { topic, key: record.key, bytes },
      },
    )
}

/** @throws AssayError E-JOBLOG-TOPIC */
export function noSuchTopic(topic: string): AssayError {
  return new AssayError('E-JOBLOG-TOPIC', `the job log has no topic ${topic}`, {
    next: 'Start `assay dispatch` once: it makes the topics.',
    details: { topic },
  })
}
