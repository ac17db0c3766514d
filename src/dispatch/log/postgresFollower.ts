import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '@subsquid/logger'
import type { Pool } from 'pg'
import { Bell } from '../../process/bell'
import { DEFAULT_MAX_BATCH, type Follower, type FollowOptions, type JobRecord } from './joblog'
import { type PostgresTiming, postgresTiming } from './postgresSubscription'
import { PostgresWaker } from './postgresWaker'
import { deliver } from './redelivery'

/**
 * Reads a topic from its end on. Where it is, it keeps in memory: a row in `job_log_group` would keep records for a reader
 * that is gone, see `PostgresJobLog.expire`.
 */
export class PostgresFollower implements Follower {
  private readonly log = createLogger('assay:joblog')
  private readonly bell = new Bell()
  private readonly waker: PostgresWaker
  private readonly timing: PostgresTiming
  private next = new Map<number, bigint>()
  private loop: Promise<void> = Promise.resolve()
  private closing = false

  constructor(
    url: string,
    private readonly pool: Pool,
    private readonly options: FollowOptions,
    timing: Partial<PostgresTiming>,
    private readonly onClose: () => void,
  ) {
    this.timing = { ...postgresTiming, ...timing }
    this.waker = new PostgresWaker(url, [options.topic], this.bell)
  }

  async start(): Promise<void> {
    const { rows } = await this.pool.query<{ partition: number; next: string }>(
      `select p as partition, 1 + coalesce((select "offset" from job_log where topic = $1 and partition = p
                                             order by "offset" desc limit 1), -1) as next
         from job_topic t cross join lateral generate_series(0, t.partitions - 1) as p where t.topic = $1`,
      [this.options.topic],
    )
    this.next = new Map(rows.map(({ partition, next }) => [partition, BigInt(next)]))
    this.loop = this.forever()
  }

  async close(): Promise<void> {
    if (this.closing) return
    this.closing = true
    this.bell.ring()
    await this.loop
    await this.waker.close()
    this.onClose()
  }

  private async forever(): Promise<void> {
    while (!this.closing) {
      try {
        await this.waker.listen()
        this.bell.heard()
        while (!this.closing && (await this.pump()));
      } catch (error) {
        this.log.warn(error as Error, `job log ${this.options.topic}: trying again`)
        await sleep(this.timing.renewMs)
      }
      if (!this.closing) await this.bell.rest(this.timing.pollMs)
    }
  }

  /** @returns whether there was something, so that there may be more */
  private async pump(): Promise<boolean> {
    const { topic, handle, maxBatch = DEFAULT_MAX_BATCH } = this.options
    const { rows } = await this.pool.query<Omit<JobRecord, 'offset'> & { offset: string }>(
      `select l.* from unnest($2::int[], $3::bigint[]) as at(partition, next)
        cross join lateral (select topic, partition, "offset", key, headers, value, at from job_log
                             where topic = $1 and partition = at.partition and "offset" >= at.next
                             order by "offset" limit $4) as l
        order by l.partition, l."offset"`,
      [topic, [...this.next.keys()], [...this.next.values()], maxBatch],
    )
    const batches = new Map<number, JobRecord[]>()
    for (const row of rows) {
      const batch = batches.get(row.partition)
      const record = { ...row, offset: BigInt(row.offset) }
      if (batch === undefined) batches.set(row.partition, [record])
      else batch.push(record)
    }
    for (const [partition, batch] of batches) {
      const done = await deliver(
        batch,
        handle,
        () => !this.closing,
        (error, pauseMs) => this.log.warn(error as Error, `${topic}/${partition}: again in ${pauseMs} ms`),
      )
      if (done) this.next.set(partition, batch.at(-1)!.offset + 1n)
    }
    return rows.length > 0
  }
}
