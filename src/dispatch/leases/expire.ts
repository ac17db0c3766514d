import type { Pool } from 'pg'
import type { Queryable } from '../../postgres/queryable'
import { transaction } from '../../postgres/transaction'
import { judge } from '../health/judge'
import { type Failure, failAttempts } from './fail'
import { SILENT_MS } from './timing'

/** Leases of one sweep: a bound on the transaction, not on the rate; a sweep that was full is followed at once. */
const BATCH = 500
/**
 * Ends in a silent network that one job is forgiven. An outage costs it one or two; a job that takes the only node of its
 * network down with it, each time, would be tried for ever.
 */
export const MOST_SILENT_ENDS = 10

/**
 * Ends the leases that have expired by the database's clock: by `statement_timestamp()`, since an index scan cannot use
 * the volatile `clock_timestamp()`. One whose assignment is not on the log has not begun. While nobody of a network is
 * heard, an end says nothing of its job or its GPU, and is charged to neither. @returns how many
 */
export function expireLeases(pool: Pool): Promise<number> {
  return transaction(pool, async (db) => {
    const { rows } = await db.query<{ jobId: string; token: string; node: string; network: string }>(
      `update lease set released_at = clock_timestamp(), outcome = 'expired'
        where token in (select token from lease where released_at is null and announced_at is not null
                           and expires_at <= statement_timestamp()
                         order by expires_at limit $1 for update skip locked)
       returning job_id as "jobId", token, node, network`,
      [BATCH],
    )
    if (rows.length === 0) return 0
    const silent = await silentNetworks(
      db,
      rows.map((row) => row.network),
    )
    const unforgiven = await oftenSilent(
      db,
      rows.filter((row) => silent.has(row.network)).map((row) => row.jobId),
    )
    const failures = rows.map(({ jobId, token, node, network }): Failure => {
      if (!silent.has(network) || unforgiven.has(jobId))
        return { jobId, token, reason: `lease expired: ${node} went silent` }
      return { jobId, token, reason: `lease expired: nobody of ${network} was heard`, fault: 'network' }
    })
    const verdict = await judge(
      db,
      failures.filter((each) => each.fault === undefined).map((each) => each.token),
    )
    await failAttempts(db, failures, verdict)
    return rows.length
  })
}

async function silentNetworks(db: Queryable, networks: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ network: string }>(
    `select network from unnest($1::text[]) as named(network)
      where not exists (select from gpu where gpu.network = named.network
                           and seen_at > clock_timestamp() - $2 * interval '1 ms')`,
    [[...new Set(networks)], SILENT_MS],
  )
  return new Set(rows.map((row) => row.network))
}

/** Jobs that were forgiven as many silent ends as one is. */
async function oftenSilent(db: Queryable, jobIds: readonly string[]): Promise<Set<string>> {
  if (jobIds.length === 0) return new Set()
  const { rows } = await db.query<{ id: string }>(
    `select job_id as id from lease where job_id = any($1) and fault = 'network' group by job_id having count(*) >= $2`,
    [jobIds, MOST_SILENT_ENDS],
  )
  return new Set(rows.map((row) => row.id))
}
