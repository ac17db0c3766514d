import type { Pool } from 'pg'
import type { Queryable } from '../postgres/queryable'
import type { JobRecord } from './log/joblog'

/** A record that fails as often as this is poison: it goes to the dead letters and its partition moves on. */
export const MAX_DELIVERIES = 5

/** A record's place in the log, for people. */
export function place(record: JobRecord): string {
  return `${record.topic}/${record.partition}@${record.offset}`
}

function partitionOf({ topic, partition }: JobRecord): string {
  return `${topic}/${partition}`
}

/** Counts attempts at records, in PostgreSQL, because a record may end the process that handles it. */
export class AttemptLedger {
  /**
   * Attempts that failed for the database, not for the record: they make no record poison. One record per partition: the
   * next is tried only once this one is handled, or is another member's.
   */
  private readonly forgiven = new Map<string, { readonly offset: bigint; readonly attempts: number }>()

  constructor(
    private readonly pool: Pool,
    private readonly group: string,
  ) {}

  /** Whether a batch holds a record that was tried before without success: then each is handled alone. */
  async isSuspect(batch: readonly JobRecord[]): Promise<boolean> {
    const { topic, partition } = batch[0]!
    const { rows } = await this.pool.query<{ offset: string; attempts: number }>(
      `select "offset", attempts from delivery_attempt
        where consumer_group = $1 and topic = $2 and partition = $3 and "offset" = any($4)`,
      [this.group, topic, partition, batch.map((each) => each.offset)],
    )
    const byOffset = new Map(rows.map((row) => [BigInt(row.offset), row.attempts]))
    return batch.some((record) => (byOffset.get(record.offset) ?? 0) > this.forgivenOf(record))
  }

  /** Counts an attempt before it is made. @returns its number, from 1 */
  async begin(record: JobRecord): Promise<number> {
    const [attempts] = await this.beginAll([record])
    return Math.max(1, attempts! - this.forgivenOf(record))
  }

  /** Counts an attempt of each. */
  async beginAll(records: readonly JobRecord[]): Promise<number[]> {
    if (records.length === 0) return []
    const { topic, partition } = records[0]!
    const { rows } = await this.pool.query<{ attempts: number }>(
      `insert into delivery_attempt (consumer_group, topic, partition, "offset", attempts)
       select $1, $2, $3, unnest($4::bigint[]), 1
       on conflict (consumer_group, topic, partition, "offset") do update set attempts = delivery_attempt.attempts + 1
       returning attempts`,
      [this.group, topic, partition, records.map((each) => each.offset)],
    )
    return rows.map((row) => row.attempts)
  }

  /** Forgets the forgiven attempts of handled records. */
  settle(records: readonly JobRecord[]): void {
    for (const record of records) if (this.forgivenOf(record) > 0) this.forgiven.delete(partitionOf(record))
  }

  /**
   * Takes back an attempt that failed for the database: in its table, so that another member that gets the partition does
   * not count it either, or in memory while the database is away.
   * @returns the error, to be thrown
   */
  async forgive(record: JobRecord, error: unknown): Promise<unknown> {
    const { topic, partition, offset } = record
    const isTakenBack = await this.pool
      .query(
        `update delivery_attempt set attempts = attempts - 1
          where consumer_group = $1 and topic = $2 and partition = $3 and "offset" = $4`,
        [this.group, topic, partition, offset],
      )
      .then(
        () => true,
        () => false,
      )
    if (isTakenBack) return error
    this.forgiven.set(partitionOf(record), { offset: record.offset, attempts: this.forgivenOf(record) + 1 })
    return error
  }

  private forgivenOf(record: JobRecord): number {
    const forgiven = this.forgiven.get(partitionOf(record))
    return forgiven?.offset === record.offset ? forgiven.attempts : 0
  }

  async note(record: JobRecord, error: string): Promise<void> {
    await this.pool.query(
      `update delivery_attempt set error = $5
        where consumer_group = $1 and topic = $2 and partition = $3 and "offset" = $4`,
      [this.group, record.topic, record.partition, record.offset, error.replaceAll('\0', '')],
    )
  }

  async lastError(record: JobRecord): Promise<string> {
    const { rows } = await this.pool.query<{ error: string | null }>(
      `select error from delivery_attempt
        where consumer_group = $1 and topic = $2 and partition = $3 and "offset" = $4`,
      [this.group, record.topic, record.partition, record.offset],
    )
    return rows[0]?.error ?? 'the process ended each time it was handled'
  }
}

/** Removes the attempts of records that are handled or buried. */
export async function forget(db: Queryable, group: string, records: readonly JobRecord[]): Promise<void> {
  await db.query(
    `delete from delivery_attempt where consumer_group = $1 and topic = $2 and partition = $3 and "offset" = any($4)`,
    [group, records[0]!.topic, records[0]!.partition, records.map((each) => each.offset)],
  )
}
