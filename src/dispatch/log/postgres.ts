import { createLogger } from '@subsquid/logger'
import type { Pool } from 'pg'
import { openPool } from '../../postgres/pool'
import { transaction } from '../../postgres/transaction'
import {
  assertRecordSize,
  type JobLog,
  type NewRecord,
  noSuchTopic,
  RETENTION_HOURS,
  type SubscribeOptions,
  type Subscription,
  type TopicSpec,
} from './joblog'
import { partitionOf } from './partition'
import { PostgresSubscription, type PostgresTiming } from './postgres-subscription'

/** Records removed by one statement: a bound on its locks and its time. */
const EXPIRY_BATCH = 5_000
/** Appends are short; handlers bring connections of their own. */
const CONNECTIONS = 6

/**
 * The job log in tables `job_topic`, `job_log`, `job_log_group` and `job_log_member`.
 * An offset is given under an advisory lock of its partition that is held to the commit, so a reader never sees
 * offset n + 1 before n. NOTIFY only wakes readers; a lost one costs a poll interval.
 */
export class PostgresJobLog implements JobLog {
  readonly kind = 'postgres'
  private readonly pool: Pool
  private readonly partitions = new Map<string, number>()
  private readonly subscriptions = new Set<PostgresSubscription>()
  private closing = false
  private readonly log = createLogger('assay:joblog')

  constructor(
    private readonly url: string,
    private readonly timing: Partial<PostgresTiming> = {},
  ) {
    this.pool = openPool(url, {
      max: CONNECTIONS,
      name: 'assay-joblog',
      onIdleError: (error) => {
        if (!this.closing) this.log.warn(`idle connection lost: ${error.message}`)
      },
    })
  }

  async ensureTopics(topics: readonly TopicSpec[]): Promise<void> {
    await this.pool.query(
      `insert into job_topic (topic, partitions) select * from unnest($1::text[], $2::int[]) on conflict do nothing`,
      [topics.map((each) => each.topic), topics.map((each) => each.partitions)],
    )
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<void> {
    if (records.length === 0) return
    for (const record of records) assertRecordSize(topic, record)
    const partitions = await this.partitionsOf(topic)
    const placed = records.map((record) => partitionOf(record.key, partitions))
    await transaction(this.pool, async (client) => {
      // ascending, so that two appends never wait for each other in a circle
      await client.query(
        `select pg_advisory_xact_lock(hashtextextended('job_log:' || $1 || ':' || p, 0))
           from (select distinct unnest($2::int[]) as p order by 1) as locks`,
        [topic, placed],
      )
      await client.query(
        `insert into job_log (topic, partition, "offset", key, headers, value)
         select $1, r.partition, coalesce(last."offset", -1) + row_number() over (partition by r.partition order by r.n),
                r.key, r.headers::jsonb, r.value
           from unnest($2::int[], $3::text[], $4::text[], $5::bytea[]) with ordinality as r(partition, key, headers, value, n)
           left join lateral (select l."offset" from job_log l where l.topic = $1 and l.partition = r.partition
                               order by l."offset" desc limit 1) as last on true`,
        [
          topic,
          placed,
          records.map((each) => each.key),
          records.map((each) => JSON.stringify(each.headers)),
          records.map((each) => each.value),
        ],
      )
      await client.query(`select pg_notify('job_log', $1)`, [topic])
    })
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    for (const topic of options.topics) await this.partitionsOf(topic)
    const subscription = new PostgresSubscription(this.url, this.pool, options, this.timing, () =>
      this.subscriptions.delete(subscription),
    )
    this.subscriptions.add(subscription)
    await subscription.start()
    return subscription
  }

  /** The last record of a partition stays: the next offset comes from it. What a group has not handled stays too. */
  async expire(): Promise<number> {
    const { rowCount } = await this.pool.query(
      `delete from job_log where (topic, partition, "offset") in (
         select l.topic, l.partition, l."offset" from job_log l
          where l.at < clock_timestamp() - $1 * interval '1 hour'
            and l."offset" < (select max("offset") from job_log where topic = l.topic and partition = l.partition)
            and l."offset" < coalesce((select min(committed) from job_log_group
                                        where topic = l.topic and partition = l.partition), 9223372036854775807)
          limit $2)`,
      [RETENTION_HOURS, EXPIRY_BATCH],
    )
    return rowCount ?? 0
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((each) => each.close()))
    this.closing = true
    await this.pool.end()
  }

  private async partitionsOf(topic: string): Promise<number> {
    const known = this.partitions.get(topic)
    if (known !== undefined) return known
    const { rows } = await this.pool.query<{ partitions: number }>(
      'select partitions from job_topic where topic = $1',
      [topic],
    )
    if (rows[0] === undefined) throw noSuchTopic(topic)
    this.partitions.set(topic, rows[0].partitions)
    return rows[0].partitions
  }
}
