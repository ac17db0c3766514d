import type { Queryable } from '../postgres/queryable'
import type { JobState } from './job'

/**
 * Jobs looked at in one round of a duty. Each costs one or two lookups by index, some 10 µs, so a full round takes 10 ms
 * of the half second between two rounds. A job's turn comes every 50 seconds where 100,000 jobs are open; a smaller round
 * would make that longer.
 */
export const JOBS_PER_ROUND = 1_000

/**
 * A cursor that goes round the open jobs of a network in some states, in the order they were requested. The next round
 * goes on behind the last, so a job whose bill never comes starves nobody. The cursor lives in memory: a dispatcher that
 * starts begins with the oldest job.
 */
export class OpenJobs {
  private after = '0'

  constructor(
    private readonly network: string,
    private readonly states: readonly JobState[],
    private readonly perRound = JOBS_PER_ROUND,
  ) {}

  /** Ids of the jobs to look at in this round. */
  async next(db: Queryable): Promise<string[]> {
    const { rows } = await db.query<{ id: string; seq: string }>(
      `select j.id, j.seq
         from unnest($2::text[]) as wanted(state)
        cross join lateral (select id, seq from job
                             where network = $1 and state = wanted.state and closed_at is null and seq > $3
                             order by seq limit $4) as j
        order by j.seq limit $4`,
      [this.network, this.states, this.after, this.perRound],
    )
    this.after = rows.length < this.perRound ? '0' : rows.at(-1)!.seq
    return rows.map((row) => row.id)
  }
}
