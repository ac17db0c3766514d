import type { Pool } from 'pg'

/**
 * Merges the changes that statements have appended to `job_count` (migration 911), so that readers add up a row per state
 * and a minute's changes. The count is exact in every snapshot: one statement removes rows and writes their sum, and two
 * merges at once each sum the rows they removed themselves.
 */
export async function mergeJobCount(pool: Pool): Promise<void> {
  await pool.query(
    `with gone as (delete from job_count returning state, jobs)
     insert into job_count select state, sum(jobs) from gone group by state having sum(jobs) <> 0`,
  )
}
