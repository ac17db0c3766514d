import type { Pool } from 'pg'
import type { WideSeconds } from '../../economics/units'
import { finalHeight } from '../../postgres/cursor'
import { tryLockToCommit } from '../../postgres/lock'
import type { Queryable } from '../../postgres/queryable'
import { transaction } from '../../postgres/transaction'
import { remember } from '../history'
import { sourcesOf } from '../job'
import { writeMessage } from '../message'
import type { JobNetwork } from '../network'
import { emit, isStuck } from '../outbox'
import { type FreeGpu, ineligible, type Placement, type StakedNode } from '../placement'
import { DISPATCHER } from '../settlement'
import { topics } from '../topics'
import { placeInTurn, type Share } from '../turns'
import { assignmentId } from './announce'
import { assertEvery } from './every'
import { HEARTBEAT_FRESH_MS, LEASE_MS } from './timing'
import { waitingQueues, wakeJobs } from './waiting'

/**
 * Gives waiting jobs of a network to free GPUs of eligible nodes. One dispatcher at a time; should two ever do it at once,
 * the unique indexes on live leases refuse the second.
 * @returns how many leases were given
 */
export function assign(pool: Pool, network: JobNetwork): Promise<number> {
  return transaction(pool, async (db) => {
    if (!(await tryLockToCommit(db, 'assign', network.name))) return 0
    if (await isStuck(db)) return 0
    const gpus = await freeGpus(db, network)
    if (gpus.length === 0) return 0
    await wakeJobs(db, network.name)
    const queues = await waitingQueues(db, network.name, gpus)
    const placements = placeInTurn(queues, await sharesOf(db, network), gpus)
    await lease(db, network.name, placements)
    return placements.length
  })
}

/** What each requester holds, and the weight that the profile gives it. */
async function sharesOf(db: Queryable, network: JobNetwork): Promise<(requester: string) => Share> {
  const { rows } = await db.query<{ requester: string; held: number }>(
    `select j.requester, count(*)::int as held from lease l join job j on j.id = l.job_id
      where l.network = $1 and l.released_at is null group by j.requester`,
    [network.name],
  )
  const held = new Map(rows.map((row) => [row.requester, row.held]))
  return (requester) => ({ held: held.get(requester) ?? 0, weight: network.weights.get(requester) ?? 1 })
}

/** GPUs with a fresh heartbeat, no live lease and no quarantine, on nodes that may work. */
async function freeGpus(db: Queryable, network: JobNetwork): Promise<FreeGpu[]> {
  const { rows: gpus } = await db.query<FreeGpu>(
    `select g.node, g.gpu, g.model, g.memory_gb as "memoryGb", g.region from gpu g
      where g.network = $1 and g.seen_at > clock_timestamp() - $2 * interval '1 ms'
        and not exists (select from lease l where l.network = g.network and l.node = g.node and l.gpu = g.gpu
                           and l.released_at is null)
        and not exists (select from gpu_health h where h.network = g.network and h.node = g.node and h.gpu = g.gpu
                           and h.quarantined_until > clock_timestamp())`,
    [network.name, HEARTBEAT_FRESH_MS],
  )
  if (gpus.length === 0) return []
  const nodes = await eligibleNodes(db, network)
  return gpus.filter((gpu) => nodes.has(gpu.node))
}

/** Nodes that may work: stake is the lower of final and head, and a jail in either counts. None where nobody said what stake it takes. */
export async function eligibleNodes(db: Queryable, network: JobNetwork): Promise<Set<string>> {
  const { minimumNodeStake } = network
  if (minimumNodeStake === undefined) return new Set()
  const { rows } = await db.query<{ node: string; stake: string; jailedUntil: string; now: string }>(
    `select n.address as node, least(n.stake, coalesce(v.stake, 0)) as stake,
            greatest(n.jailed_until, coalesce(v.jailed_until, 0)) as "jailedUntil",
            extract(epoch from clock_timestamp())::bigint as now
       from node n
       left join lateral (select stake, jailed_until from node_version
                           where network = n.network and node = n.address and from_block <= $2
                           order by from_block desc limit 1) as v on true
      where n.network = $1`,
    [network.name, (await finalHeight(db, network.name)) ?? -1],
  )
  return new Set(
    rows
      .map((row): StakedNode & { now: WideSeconds } => ({
        node: row.node,
        stake: BigInt(row.stake),
        jailedUntil: BigInt(row.jailedUntil),
        now: BigInt(row.now),
      }))
      .filter((row) => ineligible(row, minimumNodeStake, row.now) === null)
      .map((row) => row.node),
  )
}

interface Given {
  readonly token: string
  readonly jobId: string
  readonly attempt: number
  readonly node: string
  readonly gpu: string
  readonly expiresAt: Date
  readonly maxComputeUnits: string
  readonly seed: string
}

async function lease(db: Queryable, network: string, placements: readonly Placement[]): Promise<void> {
  if (placements.length === 0) return
  const { rows } = await db.query<Given>(
    `with given as (
       insert into lease (job_id, attempt, network, node, gpu, expires_at)
       select r.job, r.attempt, $1, r.node, r.gpu, clock_timestamp() + $3 * interval '1 ms'
         from jsonb_to_recordset($2) as r(job text, node text, gpu text, attempt int)
       returning token, job_id, attempt, node, gpu, leased_at, expires_at)
     update job set state = 'leased', attempts = given.attempt, token = given.token, node = given.node, gpu = given.gpu,
            percent = null, retry_at = null, leased_at = given.leased_at, updated_at = clock_timestamp()
       from given
      where job.id = given.job_id and job.state = any($4) and job.attempts = given.attempt - 1
        and (job.token is null or job.token < given.token)
     returning job.token, job.id as "jobId", job.attempts as attempt, job.node, job.gpu, given.expires_at as "expiresAt",
               job.max_compute_units as "maxComputeUnits", job.seed`,
    [network, JSON.stringify(placements), LEASE_MS, sourcesOf('lease')],
  )
  assertEvery(rows.length, placements.length)
  await remember(
    db,
    rows.map((row) => ({ ...row, state: 'leased' as const })),
  )
  await emit(
    db,
    rows.map(({ jobId, attempt, token, node, gpu, maxComputeUnits, seed, expiresAt }) => ({
      topic: topics.assigned,
      ...writeMessage(
        'assay.job.assigned.v1',
        jobId,
        { jobId, network, attempt, token, node, gpu, maxComputeUnits, seed, expiresAt: expiresAt.toISOString() },
        { source: DISPATCHER, id: assignmentId(jobId, token) },
      ),
    })),
  )
}
