import type { Pool } from 'pg'

/**
 * Adds up what statements have added to `job_count` (migration 911) since it was last done, so that readers add up a row
 * per state and a minute's changes. Exact for every snapshot: the rows go and their sum comes in one statement, and of
 * two that do it at once each sums the rows it removed itself.
 */
export async function mergeJobCount(pool: Pool): Promise<void> {
  await pool.query(
    `with gone as (delete from job_count returning state, jobs)
     insert into job_count select state, sum(jobs) from gone group by state having sum(jobs) <> 0`,
  )
}
