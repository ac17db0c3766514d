import DataLoader from 'dataloader'
import type { Pool } from 'pg'
import { projectedBlocks } from '../analytics/projector/progress'
import { type Progress, readProgress } from '../ledger/progress'
import type { Snapshot } from '../postgres/snapshot'
import type { Distribution } from '../rewards/distribution'
import { type ClaimState, claimStates, distributionsById, readPotsOf, type StoredPot } from '../rewards/read'
import type { Profiles } from './profiles'

/** Publication and claims of a distribution, as indexed from the chain. */
export interface OnChain {
  readonly publishedBy: string | null
  readonly publishedAt: number | null
  readonly claimCount: number
}

/** Batched look-ups of one operation, each made once. */
export interface Loaders {
  readonly distribution: DataLoader<string, Distribution | null>
  /** by distribution */
  readonly pots: DataLoader<string, readonly StoredPot[]>
  /** whether a distribution has sealed evidence */
  readonly sealed: DataLoader<string, boolean>
  /** whether a distribution settles corrections of others */
  readonly settling: DataLoader<string, boolean>
  /** whether an approver has signed a distribution */
  readonly signed: DataLoader<string, boolean>
  readonly onChain: DataLoader<string, OnChain>
  /** of distributions with a report */
  readonly claims: DataLoader<string, ClaimState>
  /** by network */
  readonly progress: DataLoader<string, Progress>
  /** by network; read beside the snapshot, once for all series of an operation: they end at one block */
  readonly projectedBlock: DataLoader<string, number>
}

export function createLoaders(
  snapshot: Snapshot,
  { pool, profiles }: { readonly pool: Pool; readonly profiles: Profiles },
): Loaders {
  return {
    projectedBlock: new DataLoader((networks: readonly string[]) => projectedBlocks(pool, networks)),
    distribution: new DataLoader((ids: readonly string[]) => distributionsById(snapshot, ids)),
    pots: new DataLoader((ids: readonly string[]) => readPotsOf(snapshot, ids)),
    sealed: hasRows(snapshot, 'report_evidence'),
    settling: hasRows(snapshot, 'report_settlement'),
    signed: hasRows(snapshot, 'distribution_signature'),
    onChain: new DataLoader((ids: readonly string[]) => onChain(snapshot, ids)),
    claims: new DataLoader(async (ids: readonly string[]) => {
      const byId = await claimStates(snapshot, ids)
      return ids.map((id) => byId.get(id)!)
    }),
    progress: new DataLoader((networks: readonly string[]) =>
      Promise.all(networks.map((network) => readProgress(snapshot, profiles.get(network)))),
    ),
  }
}

/** Which distributions a table has rows of. */
function hasRows(snapshot: Snapshot, table: 'report_evidence' | 'report_settlement' | 'distribution_signature') {
  const sql = `select distinct distribution_id as id from ${table} where distribution_id = any($1)`
  return new DataLoader(async (ids: readonly string[]): Promise<boolean[]> => {
    const found = new Set((await snapshot.rows<{ id: string }>(sql, [ids])).map(({ id }) => id))
    return ids.map((id) => found.has(id))
  })
}

async function onChain(snapshot: Snapshot, ids: readonly string[]): Promise<OnChain[]> {
  const rows = await snapshot.rows<{
    id: string
    tx_hash: string | null
    block_time: number | null
    claims: number
  }>(
    `select d.id, p.tx_hash, p.block_time, c.claims
     from distribution d
     left join lateral (
       select tx_hash, block_time from publication
       where network = d.network and program_id = d.program_id and period = d.period_number
       order by block limit 1) p on true
     cross join lateral (
       select count(*)::int as claims from reward_claim
       where network = d.network and program_id = d.program_id and period = d.period_number) c
     where d.id = any($1)`,
    [ids],
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => {
    const row = byId.get(id)
    return {
      publishedBy: row?.tx_hash ?? null,
      publishedAt: row?.block_time ?? null,
      claimCount: row?.claims ?? 0,
    }
  })
}
