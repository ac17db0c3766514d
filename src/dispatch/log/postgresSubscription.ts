import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { createLogger } from '@subsquid/logger'
import type { Pool } from 'pg'
import { Bell } from '../../process/bell'
import {
  DEFAULT_CONCURRENCY,
  DEFAULT_MAX_BATCH,
  type JobRecord,
  REDELIVERY_MS,
  type SubscribeOptions,
  type Subscription,
} from './joblog'
import { type HeldPartition, PostgresGroup } from './postgresGroup'
import { PostgresWaker } from './postgresWaker'
import { deliver, semaphore } from './redelivery'

export interface PostgresTiming {
  /** how long a silent member keeps its partitions */
  readonly leaseMs: number
  /** how often a member renews; well below the lease, so that one slow renewal loses nothing */
  readonly renewMs: number
  /** how long a record may lie when its NOTIFY was lost */
  readonly pollMs: number
}

export const postgresTiming: PostgresTiming = { leaseMs: 5_000, renewMs: 1_000, pollMs: 1_000 }

type Row = Omit<JobRecord, 'offset'> & { offset: string }

/** One member of a consumer group on PostgreSQL. */
export class PostgresSubscription implements Subscription {
  private readonly member = randomUUID()
  private readonly group: PostgresGroup
  private readonly timing: PostgresTiming
  private readonly limited: ReturnType<typeof semaphore>
  private readonly log = createLogger('assay:joblog')
  private held = new Map<string, HeldPartition>()
  private readonly running = new Map<string, Promise<void>>()
  private loop: Promise<void> = Promise.resolve()
  private renewedAtMs = 0
  private readonly bell = new Bell()
  private readonly waker: PostgresWaker
  private paused = false
  private closing = false

  constructor(
    url: string,
    private readonly pool: Pool,
    private readonly options: SubscribeOptions,
    timing: Partial<PostgresTiming>,
    private readonly onClose: () => void,
  ) {
    this.timing = { ...postgresTiming, ...timing }
    this.group = new PostgresGroup(pool, options.group, this.member, options.topics, this.timing.leaseMs)
    this.waker = new PostgresWaker(url, options.topics, this.bell)
    this.limited = semaphore(options.concurrency ?? DEFAULT_CONCURRENCY)
  }

  async start(): Promise<void> {
    await this.group.join()
    await this.renew()
    this.loop = this.forever()
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
    this.bell.ring()
  }

  lag(): Promise<bigint> {
    return this.group.lag()
  }

  async close(): Promise<void> {
    if (this.closing) return
    this.closing = true
    this.bell.ring()
    await this.loop
    await Promise.all(this.running.values())
    await this.waker.close()
    await this.group.leave().catch((error) => this.log.warn(error, 'could not leave the group; its lease will run out'))
    this.onClose()
  }

  private async forever(): Promise<void> {
    while (!this.closing) {
      try {
        if (performance.now() - this.renewedAtMs >= this.timing.renewMs) await this.renew()
        await this.waker.listen()
        this.bell.heard()
        if (!this.paused) await this.pump()
      } catch (error) {
        this.log.warn(error as Error, `job log ${this.options.group}: trying again`)
        await sleep(this.timing.renewMs)
      }
      if (!this.closing) await this.bell.rest(Math.min(this.timing.pollMs, this.timing.renewMs))
    }
  }

  private async renew(): Promise<void> {
    const held = await this.group.renew()
    this.renewedAtMs = performance.now()
    this.held = new Map(held.map((each) => [`${each.topic}/${each.partition}`, each]))
  }

  private async pump(): Promise<void> {
    for (const { topic, partition } of await this.group.ready()) {
      const name = `${topic}/${partition}`
      const held = this.held.get(name)
      if (held === undefined || this.running.has(name)) continue
      const run = this.limited(() => this.drain(name, held))
        .catch(async (error) => {
          this.log.warn(error as Error, `job log ${name}: trying again`)
          await sleep(REDELIVERY_MS[0])
        })
        .finally(() => {
          this.running.delete(name)
          // a NOTIFY that came while this ran was not acted on
          this.bell.ring()
        })
      this.running.set(name, run)
    }
  }

  private async drain(name: string, held: HeldPartition): Promise<void> {
    const stillOurs = () => !this.closing && this.held.get(name)?.epoch === held.epoch
    while (stillOurs() && !this.paused) {
      const batch = await this.read(held)
      if (batch.length === 0) return
      const done = await deliver(batch, this.options.handle, stillOurs, (error, pauseMs) =>
        this.log.warn(error as Error, `${name}@${batch[0]!.offset}: again in ${pauseMs} ms`),
      )
      if (!done) return
      if (!(await this.group.commit(held, batch.at(-1)!.offset + 1n))) return
    }
  }

  private async read(held: HeldPartition): Promise<JobRecord[]> {
    const { rows } = await this.pool.query<Row>(
      `select l.topic, l.partition, l."offset", l.key, l.headers, l.value, l.at
         from job_log_group g
         join job_log l on l.topic = g.topic and l.partition = g.partition and l."offset" >= g.committed
        where g.consumer_group = $1 and g.topic = $2 and g.partition = $3
        order by l."offset" limit $4`,
      [this.options.group, held.topic, held.partition, this.options.maxBatch ?? DEFAULT_MAX_BATCH],
    )
    return rows.map((row) => ({ ...row, offset: BigInt(row.offset) }))
  }
}
