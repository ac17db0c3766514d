import type { Pool } from 'pg'
import type { Address, Bps, Hash } from '../../economics/units'
import type { SettlementAction } from '../settlement'

/** A sent transaction that the node does not know is sent anew after this; a node forgets its pool when it restarts. */
const FORGOTTEN_MS = 30_000
const REFUSAL_PAUSE_MS = 5_000

/** A settlement, with what its call needs of the job. */
export interface Row {
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

/** The settlements of a network, as its settler reads and marks them. */
export class SettlementRows {
  constructor(
    private readonly pool: Pool,
    private readonly network: string,
  ) {}

  async read(status: 'planned' | 'sent', most: number, action?: SettlementAction): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>(
      `select s.job_id as "jobId", s.action, s.attempts, j.state, s.tx_hash as "txHash",
              coalesce(s.sent_at < clock_timestamp() - $4 * interval '1 ms', false) as stale, j.requester, j.adaptor, j.node,
              j.max_compute_units as max, j.compute_units as "computeUnits", j.penalty_bps as "penaltyBps", j.bill_id as "billId"
         from settlement s join job j on j.id = s.job_id
        where s.network = $1 and s.status = $2 and ($3::text is null or s.action = $3)
          and (s.status = 'sent' or s.attempts = 0 or s.at < clock_timestamp() - $6 * interval '1 ms')
        order by s.at limit $5`,
      [this.network, status, action ?? null, FORGOTTEN_MS, most, REFUSAL_PAUSE_MS],
    )
    return rows
  }

  async mark(
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

  /** Bills that have to wait go behind those that came later: a batch of them must not keep all others waiting. */
  async queueAgain(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return
    await this.pool.query(
      `update settlement s set at = clock_timestamp() from unnest($1::text[], $2::text[]) as r(job_id, action)
        where s.job_id = r.job_id and s.action = r.action and s.status = 'planned'`,
      [rows.map((row) => row.jobId), rows.map((row) => row.action)],
    )
  }

  async reopen(rows: readonly Row[]): Promise<void> {
    if (rows.length === 0) return
    await this.pool.query(
      `update settlement set status = 'planned', tx_hash = null, at = clock_timestamp()
        where job_id = any($1) and action = 'open' and status = 'confirmed'`,
      [rows.map((row) => row.jobId)],
    )
  }
}
