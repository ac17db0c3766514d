import type { Pool } from 'pg'
import type { Snapshot } from '../postgres/snapshot'

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

/** Jobs by state, from the sums that every change of a job keeps (migration 911): the jobs themselves are not read. */
export async function countJobs(snapshot: Snapshot): Promise<Record<string, number>> {
  if (!(await snapshot.hasTable('public.job_count'))) return {}
  const rows = await snapshot.rows<{ state: string; count: number }>(
    'select state, sum(jobs)::int as count from job_count group by state having sum(jobs) > 0 order by state',
  )
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}
