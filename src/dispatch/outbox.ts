import type { Pool } from 'pg'
import { tryLockToCommit } from '../postgres/lock'
import type { Queryable } from '../postgres/queryable'
import { transaction } from '../postgres/transaction'
import { beginLeases } from './leases/announce'
import type { JobLog, NewRecord } from './log/joblog'
import { topics } from './topics'

interface OutboxRecord extends NewRecord {
  readonly topic: string
}

/** One append; the log splits what is too big for a request. */
const BATCH = 500
/** A record leaves within a round or two, 250 ms each; one that still waits after this says that the log takes nothing. */
const STUCK_MS = 3_000

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
    await beginLeases(
      db,
      rows.filter((row) => row.topic === topics.assigned).map((row) => row.headers.ce_id!),
    )
    if (rows.length > 0) await db.query('delete from outbox where id = any($1)', [rows.map((row) => row.id)])
    return rows.length
  })
}

/** Whether records wait that the log does not take: whoever is given work now would not be told of it. */
export async function isStuck(db: Queryable): Promise<boolean> {
  const { rows } = await db.query<{ stuck: boolean }>(
    `select at < clock_timestamp() - $1 * interval '1 ms' as stuck from outbox order by id limit 1`,
    [STUCK_MS],
  )
  return rows[0]?.stuck ?? false
}
