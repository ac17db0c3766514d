import { createLogger } from '@subsquid/logger'
import type { Pool } from 'pg'
import type { Hash } from '../../economics/units'
import { HeldLock } from '../../postgres/heldLock'
import { transaction } from '../../postgres/transaction'
import { cancelJobs } from '../cancel'
import type { JobNetwork } from '../network'
import type { SettlementAction } from '../settlement'
import { type BillCall, type BillChain, billIdOf, type Transaction } from './chain'
import { report } from './finding'
import { type Row, SettlementRows } from './settlementRows'

/** Bills of a transaction until one has told what a bill takes: opening does some 220,000 gas. */
const FIRST_BATCH = 60
/** However much gas a block has: a batch that is refused is halved, and what one bill did to it is found again in steps. */
const MOST_BATCH = 500
/** Transactions on their way at once: what every node keeps of one account. */
const MOST_SENT = 16
/** A bill that is refused this often is given up: its requester lacks tokens or allowance, and a job may wait for that. */
const MAX_REFUSALS = 5

const log = createLogger('assay:settler')

/** Transactions of one round. */
interface Flight {
  /** how many more may be sent */
  room: number
  readonly mostGas: bigint
  /** the newest, whose nonce the next follows */
  last?: Transaction
}

/**
 * Carries out requested settlements: opens, settles and refunds bills in batches. Before a transaction is sent the
 * contract's state of its bills is read, and its hash is stored; so a crash at any point bills a job once.
 * One settler per network works at a time: it holds an advisory lock for as long as its connection lives.
 */
export class Settler {
  private readonly lock: HeldLock
  private readonly rows: SettlementRows
  /** gas of a bill, by the newest estimate of a batch */
  private readonly gasOf = new Map<SettlementAction, bigint>()

  constructor(
    private readonly pool: Pool,
    private readonly network: JobNetwork,
    private readonly chain: BillChain,
  ) {
    this.lock = new HeldLock(pool, 'settler', network.name)
    this.rows = new SettlementRows(pool, network.name)
  }

  /** One round: batches of each action by turns, as many as may be on their way. @returns how many bills were sent */
  async round(): Promise<number> {
    if (!(await this.lock.isHeld())) return 0
    const flight: Flight = { room: MOST_SENT - (await this.followSent()), mostGas: await this.chain.mostGas() }
    let sent = 0
    let actions: readonly SettlementAction[] = ['settle', 'refund', 'open']
    while (actions.length > 0) {
      const more: SettlementAction[] = []
      for (const action of actions) {
        if (flight.room <= 0) return sent
        const batch = await this.sendPlanned(action, flight)
        sent += batch.sent
        if (batch.sent > 0 && batch.isFull) more.push(action)
      }
      actions = more
    }
    return sent
  }

  close(): void {
    this.lock.release()
  }

  /** @returns how many transactions are still on their way */
  private async followSent(): Promise<number> {
    const sent = await this.rows.read('sent', MOST_SENT * MOST_BATCH)
    const hashes = [...new Set(sent.map((row) => row.txHash!))]
    const outcomes = new Map(
      await Promise.all(hashes.map(async (hash) => [hash, await this.chain.outcome(hash)] as const)),
    )
    const with_ = (outcome: string) => sent.filter((row) => outcomes.get(row.txHash!) === outcome)
    await this.rows.mark(with_('succeeded'), 'confirmed')
    await this.rows.mark(with_('reverted'), 'planned', 'the transaction reverted')
    const forgotten = with_('unknown').filter((row) => row.stale)
    await this.rows.mark(forgotten, 'planned', 'the node does not know the transaction')
    const waiting = [...with_('pending'), ...with_('unknown').filter((row) => !row.stale)]
    return new Set(waiting.map((row) => row.txHash)).size
  }

  private async sendPlanned(action: SettlementAction, flight: Flight): Promise<{ sent: number; isFull: boolean }> {
    const most = this.batchOf(action, flight.mostGas)
    const planned = await this.rows.read('planned', most, action)
    const isFull = planned.length === most
    if (planned.length === 0) return { sent: 0, isFull }
    const wanted = planned.filter((row) => this.isStillWanted(row))
    await this.drop(planned.filter((row) => !wanted.includes(row)))
    const states = await this.chain.states(wanted.map(idOf))
    const todo = action === 'open' ? 'none' : 'open'
    const at = (state: string) => wanted.filter((_, index) => states[index] === state)
    await this.rows.mark(at('closed'), 'confirmed')
    if (action === 'open') await this.rows.mark(at('open'), 'confirmed')
    else {
      // a reorg took the bill away: it is opened again first; a refund waits for what the chain decides
      if (action === 'settle') await this.rows.reopen(at('none'))
      await this.rows.queueAgain(at('none'))
    }
    return { sent: await this.sendWhole(action, at(todo), flight), isFull }
  }

  private batchOf(action: SettlementAction, mostGas: bigint): number {
    const gas = this.gasOf.get(action)
    if (gas === undefined) return FIRST_BATCH
    return Math.min(MOST_BATCH, Math.max(1, Number(mostGas / gas)))
  }

  /** Sends a batch; one that would revert is halved until the bills at fault stand alone, one that is too big until it fits. */
  private async sendWhole(action: SettlementAction, rows: readonly Row[], flight: Flight): Promise<number> {
    if (rows.length === 0 || flight.room <= 0) return 0
    const call = callOf(action, rows)
    const estimate = await this.chain.estimate(call)
    const refusal = 'refusal' in estimate ? estimate.refusal : null
    if (refusal !== null && rows.length === 1) {
      log.warn(`${this.network.name}: ${action} of job ${rows[0]!.jobId} refused: ${refusal}`)
      await this.refused(rows[0]!, refusal)
      return 0
    }
    if ('gas' in estimate) this.gasOf.set(action, estimate.gas / BigInt(rows.length) + 1n)
    if ('refusal' in estimate || (estimate.gas > flight.mostGas && rows.length > 1)) {
      const half = Math.ceil(rows.length / 2)
      const first = await this.sendWhole(action, rows.slice(0, half), flight)
      return first + (await this.sendWhole(action, rows.slice(half), flight))
    }
    const signed = await this.chain.sign(call, estimate.gas, flight.last)
    await this.rows.mark(rows, 'sent', null, signed.hash)
    await this.chain.send(signed)
    flight.room--
    flight.last = signed
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
    await this.rows.mark(rows, 'dropped', 'the job went another way')
    const opens = rows.filter((row) => row.action === 'open').map((row) => row.jobId)
    await this.pool.query(
      `update job set closed_at = clock_timestamp() where id = any($1) and state = 'cancelled' and bill_id is null`,
      [opens],
    )
  }

  private async refused(row: Row, why: string): Promise<void> {
    const isLast = row.attempts + 1 >= MAX_REFUSALS
    await this.rows.mark([row], isLast ? 'failed' : 'planned', why)
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
