import { quote } from '../../economics/billing'
import type { Queryable } from '../../postgres/queryable'
import { judge } from '../health/judge'
import { remember } from '../history'
import type { Handler } from '../inbox'
import { latencyPenaltyBps } from '../latency'
import { LIVES } from '../leases/announce'
import { assertEvery } from '../leases/every'
import { type Failure, failAttempts } from '../leases/fail'
import type { Message } from '../message'
import { requestSettlement } from '../settlement'

/** A bill of nothing: it would take an escrow, a transaction and a place in a period for no work. */
export const NOTHING_DONE = 'no compute units claimed'

type Types = 'assay.job.completed.v1' | 'assay.job.failed.v1'

interface Ended {
  readonly jobId: string
  readonly token: string
  readonly node: string
  readonly latencyMs: string
  readonly basePrice: string
  readonly maxComputeUnits: string
}

/**
 * The end of an attempt. It counts only under the lease that still lives; a worker that comes back after its lease finds
 * no row to change. The cost is quoted here, once, with the price in force when the bill was opened.
 */
export const completedHandler: Handler<Types> = {
  types: ['assay.job.completed.v1', 'assay.job.failed.v1'],
  async handle(db, messages) {
    // the first report of a lease is the one that counts, also when both come in one batch
    const reports = new Map(messages.toReversed().map((each) => [`${each.data.token}/${each.data.node}`, each]))
    const ended = await release(db, [...reports.values()])
    const failures: Failure[] = []
    const results: Result[] = []
    for (const lease of ended) {
      const report = reports.get(`${lease.token}/${lease.node}`)!
      if (report.type === 'assay.job.failed.v1') failures.push({ ...lease, reason: report.data.reason })
      else if (BigInt(report.data.computeUnits) === 0n) failures.push({ ...lease, reason: NOTHING_DONE })
      else if (BigInt(report.data.computeUnits) > BigInt(lease.maxComputeUnits))
        failures.push({
          ...lease,
          reason: `${report.data.computeUnits} micro-CU claimed, at most ${lease.maxComputeUnits} agreed`,
        })
      else results.push(priced(lease, report.data))
    }
    if (ended.length === 0) return
    const tokens = (of: readonly { token: string }[]) => of.map((each) => each.token)
    const verdict = await judge(db, tokens(failures), tokens(results))
    await complete(db, results)
    await failAttempts(db, failures, verdict)
  },
}

/** Ends the live leases that the reports name. @returns those it ended */
async function release(db: Queryable, reports: readonly Message<Types>[]): Promise<Ended[]> {
  const named = reports.map(({ type, data }) => ({
    jobId: data.jobId,
    token: data.token,
    node: data.node,
    outcome: type === 'assay.job.completed.v1' ? 'completed' : 'failed',
  }))
  const { rows } = await db.query<Ended>(
    `update lease l set released_at = clock_timestamp(), outcome = r.outcome
       from jsonb_to_recordset($1) as r("jobId" text, token bigint, node text, outcome text), job
      where l.token = r.token and l.job_id = r."jobId" and l.node = r.node
        and ${LIVES} and job.id = l.job_id
     returning l.job_id as "jobId", l.token, l.node, job.base_price as "basePrice", job.max_compute_units as "maxComputeUnits",
               greatest(0, floor(extract(epoch from clock_timestamp() - l.leased_at) * 1000))::bigint as "latencyMs"`,
    [JSON.stringify(named)],
  )
  return rows
}

interface Result {
  readonly jobId: string
  readonly token: string
  readonly computeUnits: string
  readonly latencyMs: string
  readonly penaltyBps: number
  readonly cost: string
  readonly result: string
}

function priced(lease: Ended, report: { computeUnits: string; resultDigest: string }): Result {
  const computeUnits = BigInt(report.computeUnits)
  const penaltyBps = latencyPenaltyBps(BigInt(lease.latencyMs), computeUnits)
  const cost = quote({ computeUnits, basePrice: BigInt(lease.basePrice), penaltyBps })
  const { jobId, token, latencyMs } = lease
  return {
    jobId,
    token,
    computeUnits: `${computeUnits}`,
    latencyMs,
    penaltyBps,
    cost: `${cost}`,
    result: report.resultDigest,
  }
}

async function complete(db: Queryable, results: readonly Result[]): Promise<void> {
  if (results.length === 0) return
  const { rows } = await db.query<{ id: string; attempts: number; token: string; node: string; network: string }>(
    `update job set state = 'completed', percent = 100, compute_units = r."computeUnits", latency_ms = r."latencyMs",
            penalty_bps = r."penaltyBps", cost = r.cost, result = r.result, reason = null,
            completed_at = clock_timestamp(), updated_at = clock_timestamp()
       from jsonb_to_recordset($1) as r("jobId" text, token bigint, "computeUnits" numeric, "latencyMs" bigint,
                                        "penaltyBps" int, cost numeric, result text)
      where job.id = r."jobId" and job.token = r.token and job.state in ('leased', 'running')
     returning job.id, job.attempts, job.token, job.node, job.network`,
    [JSON.stringify(results)],
  )
  assertEvery(rows.length, results.length)
  await remember(
    db,
    rows.map((row) => ({ jobId: row.id, state: 'completed', attempt: row.attempts, token: row.token, node: row.node })),
  )
  await requestSettlement(
    db,
    rows.map(({ id, network }) => ({ jobId: id, network, action: 'settle' as const })),
  )
}
