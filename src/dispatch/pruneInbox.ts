import type { Pool } from 'pg'
import { type JobLog, RETENTION_HOURS } from './log/joblog'
import { topics } from './topics'

/**
 * Besides being gone from the log, a record must have been handled this long ago. An outbox that crashed between append
 * and delete appends its messages again, behind the first ones and under the same key, so in the same partition: the
 * second of a message is handled after the first as soon as the consumer gets there, and then the inbox names the second.
 * A day is the longest that a consumer may take for what lies between the two.
 */
const MARGIN_HOURS = 24
const KEEP_HOURS = RETENTION_HOURS + MARGIN_HOURS
/** Rows of one partition in one statement: a bound on its locks. A round that found some is followed at once. */
const BATCH = 500
/** Topics whose handlers spend inbox rows. */
const INBOX_TOPICS = [topics.requested, topics.completed, topics.settlement]

/**
 * Removes from the inbox the messages that no delivery can bring back: their record lies below the first offset that the
 * log still has, wherever a group starts to read it. A log that keeps its records longer keeps its inbox rows too.
 * @returns how many
 * @see docs/invariants.md#J4
 */
export async function pruneInbox(pool: Pool, log: JobLog): Promise<number> {
  let pruned = 0
  for (const topic of INBOX_TOPICS) pruned += await pruneTopic(pool, topic, await log.firstOffsets(topic))
  return pruned
}

async function pruneTopic(pool: Pool, topic: string, firstOffsets: ReadonlyMap<number, bigint>): Promise<number> {
  // `received_at` is compared again by the delete: a redelivery may have renewed the row meanwhile. An index scan cannot
  // use the volatile clock_timestamp().
  const { rowCount } = await pool.query(
    `delete from inbox using (
       select oldest.* from unnest($2::int[], $3::bigint[]) as log(partition, first)
        cross join lateral (select source, id, "offset", received_at from inbox
                             where topic = $1 and partition = log.partition
                               and received_at < statement_timestamp() - $4 * interval '1 hour'
                             order by received_at limit $5) as oldest
        where oldest."offset" < log.first) as gone
      where inbox.source = gone.source and inbox.id = gone.id and inbox.received_at = gone.received_at`,
    [topic, [...firstOffsets.keys()], [...firstOffsets.values()], KEEP_HOURS, BATCH],
  )
  return rowCount ?? 0
}
