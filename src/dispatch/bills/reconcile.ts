import type { Pool } from 'pg'
import { checkEscrow, checkSettlement } from '../../economics/billing'
import { finalHeight } from '../../postgres/cursor'
import type { Queryable } from '../../postgres/queryable'
import { transaction } from '../../postgres/transaction'
import { remember } from '../history'
import { sourcesOf } from '../job'
import { writeMessage } from '../message'
import type { JobNetwork } from '../network'
import type { OpenJobs } from '../openJobs'
import { emit } from '../outbox'
import { DISPATCHER, requestSettlement } from '../settlement'
import { topics } from '../topics'
import { type JobFinding, report } from './finding'

interface Pair {
  readonly id: string
  readonly billId: string
  readonly attempts: number
  readonly quoted: Record<'node' | 'computeUnits' | 'basePrice' | 'penaltyBps' | 'cost', string>
  readonly billed: Record<
    | 'node'
    | 'computeUnits'
    | 'basePrice'
    | 'penaltyBps'
    | 'cost'
    | 'fee'
    | 'governance'
    | 'treasury'
    | 'adaptorShare'
    | 'nodeShare'
    | 'escrow'
    | 'refund',
    string
  >
}

/**
 * Compares a job's quote with its payment in a final block. A job is settled when they are equal in every field;
 * otherwise it stays completed, with a finding that shows both.
 * @param completed jobs that wait for their payment; one that was paid otherwise waits for ever
 * @returns how many jobs were settled
 */
export function reconcileSettled(pool: Pool, network: JobNetwork, completed: OpenJobs): Promise<number> {
  return transaction(pool, async (db) => {
    const { rows } = await db.query<Pair>(
      `select j.id, j.bill_id as "billId", j.attempts,
              json_build_object('node', j.node, 'computeUnits', j.compute_units::text, 'basePrice', j.base_price::text,
                                'penaltyBps', j.penalty_bps::text, 'cost', j.cost::text) as quoted,
              json_build_object('node', b.node, 'computeUnits', b.compute_units::text, 'basePrice', b.base_price::text,
                                'penaltyBps', b.latency_penalty_bps::text, 'cost', b.cost::text, 'fee', b.fee::text,
                                'governance', b.governance::text, 'treasury', b.treasury::text,
                                'adaptorShare', b.adaptor_share::text, 'nodeShare', b.node_share::text,
                                'escrow', b.escrow::text, 'refund', b.refund::text) as billed
         from job j join bill b on b.network = j.network and b.id = j.network || '-' || j.bill_id
        where j.id = any($1) and j.network = $2 and j.state = any($3) and b.status = 'settled' and b.settled_block <= $4
          and not exists (select from job_finding f where f.job_id = j.id and f.code = 'bill-mismatch')
        order by j.seq`,
      [await completed.next(db), network.name, sourcesOf('settle'), (await finalHeight(db, network.name)) ?? -1],
    )
    const findings = rows.flatMap(mismatch)
    await report(db, findings)
    const wrong = new Set(findings.map((each) => each.jobId))
    const right = rows.filter((row) => !wrong.has(row.id))
    await close(
      db,
      network.name,
      'settled',
      right.map((row) => ({ ...row, cost: row.billed.cost })),
    )
    return right.length
  })
}

/**
 * Escrows of jobs that came to nothing: a refund is requested while the bill is open, and recorded once it is final.
 * @param abandoned jobs that wait for that; one that never had a bill waits for ever
 * @returns how many jobs were refunded
 */
export function reconcileRefunds(pool: Pool, network: JobNetwork, abandoned: OpenJobs): Promise<number> {
  return transaction(pool, async (db) => {
    const { rows } = await db.query<{
      id: string
      billId: string
      attempts: number
      status: string
      final: boolean
      requested: boolean
    }>(
      `select j.id, b.bill_id as "billId", j.attempts, b.status, coalesce(b.settled_block <= $4, false) as final,
              exists (select from settlement s where s.job_id = j.id and s.action = 'refund') as requested
         from job j join bill b on b.network = j.network and b.job_id = j.id and b.account = j.requester
        where j.id = any($1) and j.network = $2 and j.state = any($3) and j.closed_at is null
        order by j.seq`,
      [await abandoned.next(db), network.name, sourcesOf('refund'), (await finalHeight(db, network.name)) ?? -1],
    )
    const open = rows.filter((row) => row.status === 'open' && !row.requested)
    await db.query(
      `update job set bill_id = r."billId" from jsonb_to_recordset($1) as r(id text, "billId" text)
        where job.id = r.id and job.bill_id is null`,
      [JSON.stringify(open)],
    )
    await requestSettlement(
      db,
      open.map(({ id }) => ({ jobId: id, network: network.name, action: 'refund' as const })),
    )
    const refunded = rows.filter((row) => row.status === 'refunded' && row.final)
    await close(
      db,
      network.name,
      'refunded',
      refunded.map((row) => ({ ...row, cost: '0' })),
    )
    return refunded.length
  })
}

function mismatch({ id, billId, quoted, billed }: Pair): JobFinding[] {
  const different = (Object.keys(quoted) as (keyof Pair['quoted'])[]).filter((field) => quoted[field] !== billed[field])
  const big = (field: keyof Pair['billed']) => BigInt(billed[field])
  const breaches = [
    ...checkSettlement({
      computeUnits: big('computeUnits'),
      basePrice: big('basePrice'),
      penaltyBps: Number(billed.penaltyBps),
      cost: big('cost'),
      fee: big('fee'),
      governance: big('governance'),
      treasury: big('treasury'),
      adaptorShare: big('adaptorShare'),
      nodeShare: big('nodeShare'),
    }),
    ...checkEscrow({ escrow: big('escrow'), cost: big('cost'), refund: big('refund') }),
  ]
  if (different.length === 0 && breaches.length === 0) return []
  return [{ jobId: id, code: 'bill-mismatch', evidence: { billId, different, breaches, quoted, billed } }]
}

async function close(
  db: Queryable,
  network: string,
  state: 'settled' | 'refunded',
  jobs: readonly { id: string; billId: string; attempts: number; cost: string }[],
): Promise<void> {
  if (jobs.length === 0) return
  const { rows } = await db.query<{ id: string }>(
    `update job set state = $2, closed_at = clock_timestamp(), updated_at = clock_timestamp()
      where id = any($1) and state = any($3) returning id`,
    [jobs.map((each) => each.id), state, sourcesOf(state === 'settled' ? 'settle' : 'refund')],
  )
  // another dispatcher may have closed some of them meanwhile
  const closed = new Set(rows.map((row) => row.id))
  const own = jobs.filter((each) => closed.has(each.id))
  await remember(
    db,
    own.map((each) => ({ jobId: each.id, state, attempt: each.attempts })),
  )
  await emit(
    db,
    own.map(({ id, billId, cost }) => ({
      topic: topics.settlement,
      ...writeMessage(
        'assay.settlement.reconciled.v1',
        id,
        { jobId: id, network, billId, outcome: state, cost },
        { source: DISPATCHER, id: `${id}:${state}` },
      ),
    })),
  )
}
