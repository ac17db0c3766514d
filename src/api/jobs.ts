import { WAITS_FOR, type Wait } from '../dispatch/waits'
import { type ListArgs, type ListSource, type ListSpec, readList } from './list'
import { filterSpecs } from './typeDefs/filterSpecs'

/** A row of `job`, numerics as text, times as Date: those are the database's clock, not a chain's. */
export interface JobRow {
  readonly id: string
  readonly network: string
  readonly pool: string
  readonly state: string
  readonly waitsFor: Wait | null
}

export const jobColumns = `job.id, job.network, job.pool, job.state, job.requester as "user", job.adaptor,
  job.bill_id as "billId", job.node, job.gpu, job.attempts as attempt, job.percent,
  job.max_compute_units as "maxComputeUnits", job.compute_units as "computeUnits",
  job.penalty_bps as "latencyPenaltyBps", job.escrow, job.cost as quote, ${WAITS_FOR} as "waitsFor", job.priority,
  job.not_before as "notBefore", job.deadline, job.result, job.reason as error,
  job.requested_at as "requestedAt", job.completed_at as "completedAt", job.updated_at as "updatedAt"`

const jobs: ListSpec = {
  name: 'jobs',
  select: jobColumns,
  from: 'job',
  filters: filterSpecs.JobWhere,
  key: { seq: 'bigint' },
}

/** Jobs in the order they were requested, newest first. */
export function readJobs(source: ListSource, network: string | null, args: ListArgs) {
  const fixed = network === null ? { sql: [], values: [] } : { sql: ['network = $1'], values: [network] }
  return readList<JobRow & Record<string, unknown>>(source, jobs, fixed, args)
}
