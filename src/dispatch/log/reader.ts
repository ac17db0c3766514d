import type { JobRecord } from './joblog'

/** One partition of a topic. Nothing below `first` is kept; the next record gets `next`. */
export interface LogPartition {
  readonly topic: string
  readonly partition: number
  readonly first: bigint
  readonly next: bigint
  /** up to (not with) which a group has handled its records; null: it never said so */
  readonly committed: bigint | null
}

/** The log as an auditor reads it: whole, in no group that shares it, and leaving no mark in it. */
export interface LogReader {
  /** @param group whose `committed` is told; unset: nobody's */
  partitions(topic: string, group?: string): Promise<readonly LogPartition[]>
  /**
   * Hands over what partitions hold up to their `next`, those of a partition in their order.
   * @param since records before it may be left out
   */
  read(
    partitions: readonly LogPartition[],
    take: (records: readonly JobRecord[]) => Promise<void>,
    since?: Date,
  ): Promise<void>
  close(): Promise<void>
}
