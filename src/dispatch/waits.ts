import { type Demand, type FreeGpu, fits } from './placement'

/** Why a job waits, in words. */
export const waits = {
  escrow: 'its bill is not on the chain yet',
  'escrow-short': 'the escrow of its bill cannot pay for its maximum',
  'not-before': 'its requester wants it later',
  'back-off': 'it failed, and is tried again in a while',
  'no-gpu': 'no GPU of the kind is there',
  'no-node': 'every GPU of the kind is of a node that may not work',
  quarantine: 'every GPU of the kind that may work is in quarantine',
  busy: 'every GPU of the kind is at work',
  turn: 'it is the turn of others',
} as const
export type Wait = keyof typeof waits

/** A GPU with a fresh heartbeat, whether or not it gets work. */
export interface HeardGpu extends Omit<FreeGpu, 'gpu'> {
  readonly isLeased: boolean
  readonly isQuarantined: boolean
}

/** What keeps every job of a class of demand waiting, or null where a GPU is free for it: then it is a matter of turns. */
export function demandWaitsFor(
  demand: Demand,
  gpus: readonly HeardGpu[],
  mayWork: ReadonlySet<string>,
): 'no-gpu' | 'no-node' | 'quarantine' | 'busy' | null {
  const kind = gpus.filter((gpu) => fits(demand, gpu))
  if (kind.length === 0) return 'no-gpu'
  const working = kind.filter(({ node }) => mayWork.has(node))
  if (working.length === 0) return 'no-node'
  if (working.some(({ isLeased, isQuarantined }) => !isLeased && !isQuarantined)) return null
  return working.some(({ isQuarantined }) => !isQuarantined) ? 'busy' : 'quarantine'
}

/**
 * Why the job of the row `job` waits, as SQL; null where it does not. What is the job's own is read from its row, what it
 * shares with all that ask for the same from `demand_wait`.
 */
export const WAITS_FOR = `case
  when job.state = 'requested' then case when exists (
    select from job_finding f where f.job_id = job.id and f.code = 'escrow-short') then 'escrow-short' else 'escrow' end
  when job.state in ('escrowed', 'retried') then case
    when job.wakes_at > statement_timestamp() then
      case when job.not_before > statement_timestamp() then 'not-before' else 'back-off' end
    else coalesce((select d.waits_for from demand_wait d where d.network = job.network and d.model = coalesce(job.model, '')
      and d.region = coalesce(job.region, '') and d.memory_gb = job.memory_gb), 'turn') end end`
