import type { Queryable } from '../postgres/queryable'
import type { JobState } from './job'

/**
 * Jobs of one round of a loop. Each costs one or two lookups by index, some 10 µs, so a full round takes 10 ms of the half
 * second between two rounds. Where 100,000 jobs are open each is read every 50 seconds; a smaller round would make that
 * longer.
 */
export const JOBS_PER_ROUND = 1_000

/**
 * A round-robin cursor over the open jobs of a network in some states, in the order they were requested. The next round
 * continues behind the last, so a job whose bill never comes starves nobody. The cursor lives in memory: a dispatcher that
 * starts begins with the oldest job.
 */
export class OpenJobs {
  private after = '0'

  constructor(
    private readonly network: string,
    private readonly states: readonly JobState[],
    private readonly perRound = JOBS_PER_ROUND,
  ) {}

  /** Ids of the jobs of this round. */
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
