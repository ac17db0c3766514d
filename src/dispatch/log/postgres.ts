import { createLogger } from '@subsquid/logger'
import type { Pool } from 'pg'
import { awaitLocksToCommit } from '../../postgres/lock'
import { throughOutage } from '../../postgres/outage'
import { openPool } from '../../postgres/pool'
import { transaction } from '../../postgres/transaction'
import {
  assertRecordSize,
  type Follower,
  type FollowOptions,
  type JobLog,
  type NewRecord,
  noSuchTopic,
  RETENTION_HOURS,
  type SubscribeOptions,
  type Subscription,
  type TopicSpec,
} from './joblog'
import { partitionOf } from './partition'
import { PostgresFollower } from './postgresFollower'
import { lagOf } from './postgresLag'
import { PostgresSubscription, type PostgresTiming } from './postgresSubscription'

/** Records of a partition removed by one statement: a bound on its locks and its time. */
const EXPIRY_BATCH = 500
/** A group without a member for so long keeps no records any more, as in Kafka by default after a week. */
const GROUP_FORGOTTEN_HOURS = 7 * 24
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
  private readonly subscriptions = new Set<PostgresSubscription | PostgresFollower>()
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
    await this.begin(() =>
      this.pool.query(
        `insert into job_topic (topic, partitions) select * from unnest($1::text[], $2::int[]) on conflict do nothing`,
        [topics.map((each) => each.topic), topics.map((each) => each.partitions)],
      ),
    )
  }

  async append(topic: string, records: readonly NewRecord[]): Promise<void> {
    if (records.length === 0) return
    for (const record of records) assertRecordSize(topic, record)
    const partitions = await this.partitionsOf(topic)
    const placed = records.map((record) => partitionOf(record.key, partitions))
    await transaction(this.pool, async (client) => {
      // ascending, so that two appends never wait for each other in a circle
      const ascending = [...new Set(placed)].sort((a, b) => a - b)
      await awaitLocksToCommit(
        client,
        'jobLog',
        ascending.map((partition) => `${topic}:${partition}`),
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
    for (const topic of options.topics) await this.begin(() => this.partitionsOf(topic))
    const subscription = new PostgresSubscription(this.url, this.pool, options, this.timing, () =>
      this.subscriptions.delete(subscription),
    )
    this.subscriptions.add(subscription)
    await this.begin(() => subscription.start())
    return subscription
  }

  async follow(options: FollowOptions): Promise<Follower> {
    await this.begin(() => this.partitionsOf(options.topic))
    const follower = new PostgresFollower(this.url, this.pool, options, this.timing, () =>
      this.subscriptions.delete(follower),
    )
    this.subscriptions.add(follower)
    await this.begin(() => follower.start())
    return follower
  }

  lag(group: string, topic: string): Promise<bigint> {
    return lagOf(this.pool, group, [topic])
  }

  async firstOffsets(topic: string): Promise<ReadonlyMap<number, bigint>> {
    const { rows } = await this.pool.query<{ partition: number; first: string }>(
      `select p as partition, coalesce((select "offset" from job_log where topic = $1 and partition = p
                                         order by "offset" limit 1), 0) as first
         from generate_series(0, $2 - 1) as p`,
      [topic, await this.partitionsOf(topic)],
    )
    return new Map(rows.map(({ partition, first }) => [partition, BigInt(first)]))
  }

  /**
   * Reads the first record of each partition, and more where that is due: offsets ascend with time. The last record of a
   * partition stays, since the next offset comes from it, and so do records that a group of the last week has not handled.
   */
  async expire(): Promise<number> {
    const { rowCount } = await this.pool.query(
      `with alive as (
         select consumer_group from job_log_group group by consumer_group
         having max(leased_until) > clock_timestamp() - $2 * interval '1 hour' or bool_or(leased_until is null)),
       handled as (
         select t.topic, p as partition,
                least((select "offset" from job_log where topic = t.topic and partition = p order by "offset" desc limit 1),
                      (select min(committed) from job_log_group join alive using (consumer_group)
                        where topic = t.topic and partition = p)) as before
           from job_topic t cross join lateral generate_series(0, t.partitions - 1) as p
          where (select at from job_log where topic = t.topic and partition = p order by "offset" limit 1)
                < clock_timestamp() - $1 * interval '1 hour')
       delete from job_log using (
         select first.* from handled
          cross join lateral (select topic, partition, "offset", at from job_log
                               where topic = handled.topic and partition = handled.partition and "offset" < handled.before
                               order by "offset" limit $3) as first
          where first.at < clock_timestamp() - $1 * interval '1 hour') as due
        where job_log.topic = due.topic and job_log.partition = due.partition and job_log."offset" = due."offset"`,
      [RETENTION_HOURS, GROUP_FORGOTTEN_HOURS, EXPIRY_BATCH],
    )
    return rowCount ?? 0
  }

  async close(): Promise<void> {
    await Promise.all([...this.subscriptions].map((each) => each.close()))
    this.closing = true
    await this.pool.end()
  }

  /** A step of a process's start, before its loops run, which retry by themselves. */
  private begin<T>(step: () => Promise<T>): Promise<T> {
    return throughOutage(step, ({ message }) => this.log.warn(`waiting for Postgres: ${message}`))
  }

  private async partitionsOf(topic: string): Promise<number> {
    const cached = this.partitions.get(topic)
    if (cached !== undefined) return cached
    const { rows } = await this.pool.query<{ partitions: number }>(
      'select partitions from job_topic where topic = $1',
      [topic],
    )
    if (rows[0] === undefined) throw noSuchTopic(topic)
    this.partitions.set(topic, rows[0].partitions)
    return rows[0].partitions
  }
}
