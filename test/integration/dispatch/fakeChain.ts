import { setTimeout as sleep } from 'node:timers/promises'
import type { Pool } from 'pg'
import type { BillCall, BillChain, BillState, Estimate, Transaction } from '../../../src/dispatch/bills/chain'
import { escrowFor, settle } from '../../../src/economics/billing'
import { hash } from '../../../src/economics/units'
import { isTransient } from '../../../src/postgres/away'
import type { Queryable } from '../../../src/postgres/queryable'
import { transaction } from '../../../src/postgres/transaction'

const PRICE = 5n * 10n ** 16n
const split = { feeBps: 200, governanceBps: 500, treasuryBps: 1_000, adaptorBps: 1_000 }

/** Between two tries to write down what was mined. */
const AGAIN_MS = 50

/**
 * A bill contract and the indexer that watches it, in one: a sent call is mined at once and its rows are written, all or
 * none. A chain does not forget what it mined because PostgreSQL is away: the rows are written when it is back.
 */
export class FakeChain implements BillChain {
  private height = 100
  private signed = 0
  private readonly waiting = new Map<string, BillCall>()
  private readonly minedHashes = new Set<string>()
  readonly mined: BillCall[] = []
  /** the next send is lost after the settler has written it down, as if the process had died */
  loseNextSend = false
  /** charge so much more than the formula says */
  overcharge = 0n
  gasPerBill = 100_000n
  refuse: (call: BillCall) => string | null = () => null

  constructor(
    private readonly pool: Pool,
    private readonly network: string,
  ) {}

  async states(billIds: readonly string[]): Promise<BillState[]> {
    const { rows } = await this.pool.query<{ billId: string; status: string }>(
      'select bill_id as "billId", status from bill where network = $1 and bill_id = any($2)',
      [this.network, billIds],
    )
    const stored = new Map(rows.map((row) => [row.billId, row.status === 'open' ? 'open' : 'closed'] as const))
    return billIds.map((id) => stored.get(id) ?? 'none')
  }

  async estimate(call: BillCall): Promise<Estimate> {
    const refusal = this.refuse(call)
    return refusal === null ? { gas: BigInt(call.bills.length) * this.gasPerBill } : { refusal }
  }

  async mostGas(): Promise<bigint> {
    return 10_000_000n
  }

  async sign(call: BillCall): Promise<Transaction> {
    const tx = hash(`0x${(++this.signed).toString(16).padStart(64, '0')}`)
    this.waiting.set(tx, call)
    return { raw: tx as `0x${string}`, hash: tx, nonce: this.signed }
  }

  async send({ hash }: Transaction): Promise<void> {
    const call = this.waiting.get(hash)!
    this.waiting.delete(hash)
    if (this.loseNextSend) {
      this.loseNextSend = false
      throw new Error('the process died before the node had it')
    }
    const height = ++this.height
    const write = () =>
      transaction(this.pool, async (db) => {
        const { rowCount } = await db.query('insert into mined values ($1) on conflict do nothing', [hash])
        // the commit of the try before had come through
        if (rowCount === 0) return
        for (const bill of call.bills) await this.write(db, { height, hash }, call.action, bill as never)
        await db.query('update squid_testnet.status set height = greatest(height, $1)', [height])
      })
    for (let isWritten = false; !isWritten; )
      isWritten = await write().then(
        () => true,
        async (error) => {
          if (!isTransient(error)) throw error
          await sleep(AGAIN_MS)
          return false
        },
      )
    this.mined.push(call)
    this.minedHashes.add(hash)
  }

  async outcome(hash: string): Promise<'succeeded' | 'unknown'> {
    return this.minedHashes.has(hash) ? 'succeeded' : 'unknown'
  }

  private async write(
    db: Queryable,
    { height, hash }: { readonly height: number; readonly hash: string },
    action: BillCall['action'],
    bill: Record<string, never>,
  ): Promise<void> {
    const id = `${this.network}-${bill.billId}`
    if (action === 'open') {
      const { jobId, user, adaptor, maxComputeUnits } = bill as unknown as Record<string, string>
      const escrow = escrowFor(BigInt(maxComputeUnits!), PRICE)
      await db.query(
        `insert into bill (id, network, bill_id, job_id, account, adaptor, escrow, status, base_price, refund, opened_block, opened_time, opened_by)
         values ($1, $2, $3, $4, $5, $6, $7, 'open', $8, 0, $9, 0, $10)`,
        [id, this.network, bill.billId, jobId, user, adaptor, escrow.toString(), PRICE.toString(), height, hash],
      )
    } else if (action === 'refund')
      await db.query(
        `update bill set status = 'refunded', refund = escrow, settled_block = $2, settled_by = $3 where id = $1 and status = 'open'`,
        [id, height, hash],
      )
    else {
      const { node, computeUnits, penaltyBps } = bill as unknown as {
        node: string
        computeUnits: bigint
        penaltyBps: number
      }
      const parts = settle({ computeUnits, basePrice: PRICE, penaltyBps, split })
      const result = await db.query(
        `update bill set status = 'settled', node = $2, compute_units = $3, latency_penalty_bps = $4, cost = $5, fee = $6,
                governance = $7, treasury = $8, adaptor_share = $9, node_share = $10, refund = escrow - $5, settled_block = $11, settled_by = $12
          where id = $1 and status = 'open'`,
        [
          id,
          node,
          computeUnits.toString(),
          penaltyBps,
          (parts.cost + this.overcharge).toString(),
          parts.fee.toString(),
          parts.governance.toString(),
          parts.treasury.toString(),
          parts.adaptorShare.toString(),
          (parts.nodeShare + this.overcharge).toString(),
          height,
          hash,
        ],
      )
      if (result.rowCount !== 1) throw new Error(`bill ${bill.billId} was settled twice`)
    }
  }
}
