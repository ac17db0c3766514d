import type { Pool } from 'pg'
import type { Db } from './database'
import type { JobRecord } from './log/joblog'

/** A record that fails as often as this is poison: it goes to the dead letters and its partition moves on. */
export const MAX_DELIVERIES = 5

/** Where a record lies, for people. */
export function place(record: JobRecord): string {
  return `${record.topic}/${record.partition}@${record.offset}`
}

/** How often records were tried, kept in PostgreSQL because a record may end the process that tries it. */
export class AttemptLedger {
  /** attempts that the database, not the record, spoiled: they do not make a record poison */
  private readonly forgiven = new Map<string, number>()

  constructor(
    private readonly pool: Pool,
    private readonly group: string,
  ) {}

  /** Counts an attempt that is about to be made; answers its number, from 1. */
  async begin(record: JobRecord): Promise<number> {
    const { rows } = await this.pool.query<{ attempts: number }>(
      `insert into delivery_attempt (consumer_group, topic, partition, "offset", attempts) values ($1, $2, $3, $4, 1)
       on conflict (consumer_group, topic, partition, "offset") do update set attempts = delivery_attempt.attempts + 1
       returning attempts`,
      [this.group, record.topic, record.partition, record.offset],
    )
    const attempts = rows[0]!.attempts
    if (attempts === 1) this.forgiven.delete(place(record))
    return Math.max(1, attempts - (this.forgiven.get(place(record)) ?? 0))
  }

  /** @returns the error, to be thrown */
  forgive(record: JobRecord, error: unknown): unknown {
    this.forgiven.set(place(record), (this.forgiven.get(place(record)) ?? 0) + 1)
    return error
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

/** Records that were handled need no count. */
export async function forget(db: Db, group: string, records: readonly JobRecord[]): Promise<void> {
  await db.query(
    `delete from delivery_attempt where consumer_group = $1 and topic = $2 and partition = $3 and "offset" = any($4)`,
    [group, records[0]!.topic, records[0]!.partition, records.map((each) => each.offset)],
  )
}
