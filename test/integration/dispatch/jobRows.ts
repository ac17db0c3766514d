import type { Pool } from 'pg'
import { billIdOf } from '../../../src/dispatch/bills/chain'
import type { JobState } from '../../../src/dispatch/job'
import { escrowFor } from '../../../src/economics/billing'
import { network } from './world'

const PRICE = 5n * 10n ** 16n
const MAX = 1_500_000n
const REQUESTER = `0x${'a1'.repeat(20)}`
let serial = 0

/** Jobs as they are once they have come so far, written at once instead of lived through. @returns their ids, oldest first */
export async function jobRows(
  pool: Pool,
  state: JobState,
  count: number,
  more: {
    model?: string
    memoryGb?: number
    region?: string
    requester?: string
    priority?: number
    notBefore?: string
    closed?: boolean
  } = {},
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => `0x${(++serial).toString(16).padStart(64, '0')}`)
  await pool.query(
    `insert into job (id, network, requester, adaptor, pool, model, memory_gb, region, max_compute_units, seed, state, closed_at,
                      bill_id, node, compute_units, base_price, penalty_bps, cost, priority, not_before, wakes_at)
     select id, $2, $3, $3, 'test', $4, $8, $9, $5, id, $6, case when $7 then clock_timestamp() end, null, null, null, null, null, null, $10, $11, $11
       from unnest($1::text[]) with ordinality as r(id, n) order by n`,
    [
      ids,
      network.name,
      more.requester ?? REQUESTER,
      more.model ?? null,
      `${MAX}`,
      state,
      more.closed ?? false,
      more.memoryGb ?? 1,
      more.region ?? null,
      more.priority ?? 0,
      more.notBefore ?? null,
    ],
  )
  return ids
}

/** Bills of jobs, as the indexer writes them. */
export async function billRows(pool: Pool, ids: readonly string[], status: 'open' | 'refunded'): Promise<void> {
  await pool.query(
    `insert into bill (id, network, bill_id, job_id, account, adaptor, escrow, status, base_price, refund, opened_block,
                       opened_time, opened_by, settled_block)
     select $1 || '-' || bill, $1, bill, job, $4, $4, $5, $6, $7, 0, 1, 0, '0x', case when $6 = 'open' then null else 1 end
       from unnest($2::text[], $3::text[]) as r(job, bill)`,
    [network.name, ids, ids.map(billIdOf), REQUESTER, `${escrowFor(MAX, PRICE)}`, status, `${PRICE}`],
  )
}

/** What the chain was asked for. */
export async function settlementRows(
  pool: Pool,
  ids: readonly string[],
  action: 'open' | 'settle' | 'refund',
  status: 'planned' | 'sent' | 'confirmed',
): Promise<void> {
  await pool.query(`insert into settlement (job_id, action, network, status) select unnest($1::text[]), $2, $3, $4`, [
    ids,
    action,
    network.name,
    status,
  ])
}
