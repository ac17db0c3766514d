import type { Pool } from 'pg'
import type { Snapshot } from '../../postgres/snapshot'
import { withSnapshot } from '../../postgres/snapshot'
import { type JobRow, jobColumns } from '../jobs'
import type { Published } from './topic'

/** Changes published by one reading: at one a second, more than a dispatcher makes; the rest comes with the next. */
const CHANGES_PER_READ = 5_000
/**
 * How long an id below the newest may still appear: ids are given when a transaction writes, rows are seen when it
 * commits. The dispatcher's transactions last milliseconds.
 */
const LATE_COMMIT_MS = 5_000

/** Follows the history of jobs from the moment of its first reading. */
export class JobFeed {
  /** every id at or below it is published, or older than this feed */
  private floor: string | undefined
  /** published ids above the floor → when */
  private readonly published = new Map<string, number>()

  constructor(private readonly pool: Pool) {}

  /** The jobs that changed since the last reading, each in its present state; the first reading finds none. */
  read(): Promise<Published<JobRow>[]> {
    return withSnapshot(this.pool, async (snapshot) => {
      if (!(await snapshot.hasTable('public.job_event'))) return []
      if (this.floor === undefined) {
        this.floor = await this.begin(snapshot)
        return []
      }
      const rows = await snapshot.rows<JobRow & { event: string }>(
        `select changed.id::text as event, ${jobColumns} from job_event changed join job on job.id = changed.job_id
         where changed.id > $1 order by changed.id limit $2`,
        [this.floor, CHANGES_PER_READ + this.published.size],
      )
      const fresh = rows.filter((row) => !this.published.has(row.event))
      const now = performance.now()
      for (const { event } of fresh) this.published.set(event, now)
      this.raiseFloor(now)
      return fresh.map((job) => ({ key: job.id, value: job }))
    })
  }

  /**
   * Takes existing changes for published. The newest ids are noted one by one, since an id below them may still be
   * uncommitted: that change comes after the beginning, and must not be missed.
   * @returns the floor
   */
  private async begin(snapshot: Snapshot): Promise<string> {
    const newest = await snapshot.rows<{ id: string; recent: boolean }>(
      `select id::text as id, at > clock_timestamp() - $2 * interval '1 ms' as recent
         from (select id, at from job_event order by id desc limit $1) as newest order by newest.id`,
      [CHANGES_PER_READ, LATE_COMMIT_MS],
    )
    const now = performance.now()
    const from = newest.findIndex(({ recent }) => recent)
    if (from < 0) return newest.at(-1)?.id ?? '0'
    for (const { id } of newest.slice(from)) this.published.set(id, now)
    return newest[from - 1]?.id ?? (BigInt(newest[from]!.id) - 1n).toString()
  }

  /** Insertion order is the order of ids within a reading, so the old ones stand first. */
  private raiseFloor(now: number): void {
    for (const [event, at] of this.published) {
      if (now - at < LATE_COMMIT_MS) return
      this.published.delete(event)
      if (BigInt(event) > BigInt(this.floor!)) this.floor = event
    }
  }
}
