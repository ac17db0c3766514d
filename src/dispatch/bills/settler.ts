import { createLogger } from '@subsquid/logger'
import type { Pool } from 'pg'
import type { Address, Bps, Hash } from '../../economics/units'
import { HeldLock } from '../../postgres/heldLock'
import { transaction } from '../../postgres/transaction'
import { cancelJobs } from '../cancel'
import type { JobNetwork } from '../network'
import type { SettlementAction } from '../settlement'
import { type BillCall, type BillChain, billIdOf } from './chain'
import { report } from './finding'

/** Bills of one transaction: opening takes about 220,000 gas each, and a block of 30 million must hold one of these. */
const BATCH = 60
/** A sent transaction that the node does not know is sent anew after this; a node forgets its pool when it restarts. */
const FORGOTTEN_MS = 30_000
/** A bill that is refused this often is given up: its requester lacks tokens or allowance, and a job may wait for that. */
const MAX_REFUSALS = 5
const REFUSAL_PAUSE_MS = 5_000

const log = createLogger('assay:settler')

interface Row {
  readonly jobId: Hash
  readonly action: SettlementAction
  readonly attempts: number
  readonly state: string
  readonly txHash: Hash | null
  readonly stale: boolean
  readonly requester: Address
  readonly adaptor: Address
  readonly node: Address | null
  readonly max: string
  readonly computeUnits: string | null
  readonly penaltyBps: Bps | null
  readonly billId: Hash | null
}

/**
 * Carries out requested settlements: opens, settles and refunds bills in batches. Before a transaction is sent the
 * contract's state of its bills is read, and its hash is stored; so a crash at any point bills a job once.
 * One settler per network works at a time: it holds an advisory lock for as long as its connection lives.
 */
export class Settler {
  private readonly lock: HeldLock

  constructor(
    private readonly pool: Pool,
    private readonly network: JobNetwork,
    private readonly chain: BillChain,
  ) {
    this.lock = new HeldLock(pool, 'settler', network.name)
  }

  /** One round. @returns how many bills were sent */
  async round(): Promise<number> {
    if (!(await this.lock.isHeld())) return 0
    await this.followSent()
    let sent = 0
    for (const action of ['settle', 'refund', 'open'] as const) sent += await this.sendPlanned(action)
    return sent
  }

  close(): void {
    this.lock.release()
  }

  private async followSent(): Promise<void> {
    const sent = await this.rows('sent')
    const outcomes = new Map<string, Awaited<ReturnType<BillChain['outcome']>>>()
    for (const hash of new Set(sent.map((row) => row.txHash!))) outcomes.set(hash, await this.chain.outcome(hash))
    const with_ = (outcome: string) => sent.filter((row) => outcomes.get(row.txHash!) === outcome)
    await this.mark(with_('succeeded'), 'confirmed')
    await this.mark(with_('reverted'), 'planned', 'the transaction reverted')
    const forgotten = with_('unknown').filter((row) => row.stale)
    await this.mark(forgotten, 'planned', 'the node does not know the transaction')
  }

  private async sendPlanned(action: SettlementAction): Promise<number> {
    const planned = await this.rows('planned', action)
    if (planned.length === 0) return 0
    const wanted = planned.filter((row) => this.isStillWanted(row))
    await this.drop(planned.filter((row) => !wanted.includes(row)))
    const states = await this.chain.states(wanted.map(idOf))
    const todo = action === 'open' ? 'none' : 'open'
    const at = (state: string) => wanted.filter((_, index) => states[index] === state)
    await this.mark(at('closed'), 'confirmed')
    if (action === 'open') await this.mark(at('open'), 'confirmed')
    else {
      // a reorg took the bill away: it is opened again first; a refund waits for what the chain decides
      if (action === 'settle') await this.reopen(at('none'))
      await this.queueAgain(at('none'))
    }
    return this.sendWhole(action, at(todo))
  }

  /** Sends a batch; one that would revert is halved until the bills at fault stand alone. */
  private async sendWhole(action: SettlementAction, rows: readonly Row[]): Promise<number> {
    if (rows.length === 0) return 0
    const call = callOf(action, rows)
    const refusal = await this.chain.refusal(call)
    if (refusal !== null && rows.length === 1) {
      log.warn(`${this.network.name}: ${action} of job ${rows[0]!.jobId} refused: ${refusal}`)
      await this.refused(rows[0]!, refusal)
      return 0
    }
    if (refusal !== null) {
      const half = Math.ceil(rows.length / 2)
      return (await this.sendWhole(action, rows.slice(0, half))) + (await this.sendWhole(action, rows.slice(half)))
    }
    const signed = await this.chain.sign(call)
    await this.mark(rows, 'sent', null, signed.hash)
    await this.chain.send(signed)
    return rows.length
  }

  private isStillWanted(row: Row): boolean {
    // a job beyond its escrow has its bill opened again only when a reorg took it
    if (row.action === 'open')
      return row.state === 'requested' || (row.billId === idOf(row) && row.state === 'completed')
    return row.action === 'settle' ? row.state === 'completed' : ['dead-lettered', 'cancelled'].includes(row.state)
  }

  /** Drops settlements that their job no longer needs: one cancelled before its escrow is closed. */
  private async drop(rows: readonly Row[]): Promise<void> {
    await this.mark(rows, 'dropped', 'the job went another way')
    const opens = rows.filter((row) => row.action === 'open').map((row) => row.jobId)
    await this.pool.query(
      `update job set closed_at = clock_timestamp() where id = any($1) and state = 'cancelled' and bill_id is null`,
      [opens],
    )
  }

  private async refused(row: Row, why: string): Promise<void> {
    const isLast = row.attempts + 1 >= MAX_REFUSALS
    await this.mark([row], isLast ? 'failed' : 'planned', why)
    if (!isLast) return
    await transaction(this.pool, async (db) => {
      if (row.action === 'open') {
        await cancelJobs(db, [{ jobId: row.jobId, reason: `escrow refused: ${why}` }])
        await db.query('update job set closed_at = clock_timestamp() where id = $1', [row.jobId])
      } else {
        await report(db, [{ jobId: row.jobId, code: `${row.action}-refused`, evidence: { billId: row.billId, why } }])
      }
    })
  }

  /** Bills that have to wait go behind those that came later: a batch of them must not keep all others waiting. */
  private async queueAgain(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return
    await this.pool.query(
      `update settlement s set at = clock_timestamp() from unnest($1::text[], $2::text[]) as r(job_id, action)
        where s.job_id = r.job_id and s.action = r.action and s.status = 'planned'`,
      [rows.map((row) => row.jobId), rows.map((row) => row.action)],
    )
  }

  private async reopen(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return
    await this.pool.query(
      `update settlement set status = 'planned', tx_hash = null, at = clock_timestamp()
        where job_id = any($1) and action = 'open' and status = 'confirmed'`,
      [rows.map((row) => row.jobId)],
    )
  }

  private async rows(status: 'planned' | 'sent', action?: SettlementAction): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>(
      `select s.job_id as "jobId", s.action, s.attempts, j.state, s.tx_hash as "txHash",
              coalesce(s.sent_at < clock_timestamp() - $4 * interval '1 ms', false) as stale, j.requester, j.adaptor, j.node,
              j.max_compute_units as max, j.compute_units as "computeUnits", j.penalty_bps as "penaltyBps", j.bill_id as "billId"
         from settlement s join job j on j.id = s.job_id
        where s.network = $1 and s.status = $2 and ($3::text is null or s.action = $3)
          and (s.status = 'sent' or s.attempts = 0 or s.at < clock_timestamp() - $6 * interval '1 ms')
        order by s.at limit $5`,
      [
        this.network.name,
        status,
        action ?? null,
        FORGOTTEN_MS,
        status === 'sent' ? BATCH * 20 : BATCH,
        REFUSAL_PAUSE_MS,
      ],
    )
    return rows
  }

  private async mark(
    rows: readonly Row[],
    status: 'planned' | 'sent' | 'confirmed' | 'failed' | 'dropped',
    error: string | null = null,
    txHash: string | null = null,
  ): Promise<void> {
    if (rows.length === 0) return
    await this.pool.query(
      `update settlement s
          set status = $3, error = $4, at = clock_timestamp(), tx_hash = coalesce($5, tx_hash),
              sent_at = case when $3 = 'sent' then clock_timestamp() else sent_at end,
              attempts = attempts + case when $4::text is null then 0 else 1 end
         from unnest($1::text[], $2::text[]) as r(job_id, action)
        where s.job_id = r.job_id and s.action = r.action`,
      [rows.map((row) => row.jobId), rows.map((row) => row.action), status, error, txHash],
    )
  }
}

function idOf(row: Row): Hash {
  return row.action === 'open' ? billIdOf(row.jobId) : row.billId!
}

function callOf(action: SettlementAction, rows: readonly Row[]): BillCall {
  if (action === 'open')
    return {
      action,
      bills: rows.map((row) => ({
        billId: idOf(row),
        jobId: row.jobId,
        user: row.requester,
        adaptor: row.adaptor,
        maxComputeUnits: BigInt(row.max),
      })),
    }
  if (action === 'settle')
    return {
      action,
      bills: rows.map((row) => ({
        billId: idOf(row),
        node: row.node!,
        computeUnits: BigInt(row.computeUnits!),
        penaltyBps: row.penaltyBps!,
      })),
    }
  return { action, bills: rows.map((row) => ({ billId: idOf(row) })) }
}
