import type { Pool } from 'pg'
import { tryLockToCommit } from '../postgres/lock'
import type { Queryable } from '../postgres/queryable'
import { transaction } from '../postgres/transaction'
import type { JobLog, NewRecord } from './log/joblog'

interface OutboxRecord extends NewRecord {
  readonly topic: string
}

/** One append; the log splits what is too big for a request. */
const BATCH = 500

/** Puts records into the outbox, in the transaction of their cause. */
export async function emit(db: Queryable, records: readonly OutboxRecord[]): Promise<void> {
  if (records.length === 0) return
  await db.query(
    `insert into outbox (topic, key, headers, value)
     select topic, key, headers::jsonb, value from unnest($1::text[], $2::text[], $3::text[], $4::bytea[])
       as r(topic, key, headers, value)`,
    [
      records.map((each) => each.topic),
      records.map((each) => each.key),
      records.map((each) => JSON.stringify(each.headers)),
      records.map((each) => each.value),
    ],
  )
}

/**
 * Moves records from the outbox to the log, oldest first. A crash between append and delete sends them again: under the
 * same ids, which consumers drop. One publisher at a time, so that records of a key keep their order.
 * @returns how many were sent
 */
export function publishOutbox(pool: Pool, log: JobLog): Promise<number> {
  return transaction(pool, async (db) => {
    if (!(await tryLockToCommit(db, 'outbox'))) return 0
    const { rows } = await db.query<OutboxRecord & { id: string }>(
      'select id, topic, key, headers, value from outbox order by id limit $1',
      [BATCH],
    )
    for (const topic of new Set(rows.map((row) => row.topic)))
      await log.append(
        topic,
        rows.filter((row) => row.topic === topic),
      )
    if (rows.length > 0) await db.query('delete from outbox where id = any($1)', [rows.map((row) => row.id)])
    return rows.length
  })
}
