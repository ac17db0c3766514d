import DataLoader from 'dataloader'
import type { Pool } from 'pg'
import { projectedBlocks } from '../analytics/projector/progress'
import type { Env } from '../config/env'
import { type Progress, readProgress } from '../ledger/progress'
import type { Snapshot } from '../postgres/snapshot'
import type { Distribution } from '../rewards/distribution'
import { distributionFolder } from '../rewards/files/write'
import {
  type ClaimState,
  claimStates,
  distributionsById,
  type NewestCorrection,
  newestCorrections,
  readPotsOf,
  type StoredPot,
  settledBy,
} from '../rewards/read'
import type { RequestBudget } from './budget'
import type { FolderCids } from './folderCids'
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
  /** the newest of a distribution; null: its report stands */
  readonly correction: DataLoader<string, NewestCorrection | null>
  /** ids of the distributions whose corrections one settles */
  readonly settles: DataLoader<string, readonly string[]>
  /** of a distribution's folder; null where it is not on this host */
  readonly cid: DataLoader<string, string | null>
  /** by network */
  readonly progress: DataLoader<string, Progress>
  /** by network; read beside the snapshot, once for all series of an operation: they end at one block */
  readonly projectedBlock: DataLoader<string, number>
}

interface Readers {
  readonly env: Pick<Env, 'dataDir'>
  readonly pool: Pool
  readonly profiles: Profiles
  readonly cids: FolderCids
}

/** @param budget of the request: what is hashed for it is charged there */
export function createLoaders(
  snapshot: Snapshot,
  { env, pool, profiles, cids }: Readers,
  budget: RequestBudget,
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
    correction: new DataLoader(async (ids: readonly string[]) => {
      const byId = await newestCorrections(snapshot, ids)
      return ids.map((id) => byId.get(id) ?? null)
    }),
    settles: new DataLoader(async (ids: readonly string[]) => {
      const byId = await settledBy(snapshot, ids)
      return ids.map((id) => byId.get(id) ?? [])
    }),
    cid: new DataLoader((ids: readonly string[]) =>
      oneByOne(ids, (id) => cids.of(distributionFolder(env.dataDir, id), budget)),
    ),
    progress: new DataLoader((networks: readonly string[]) =>
      Promise.all(networks.map((network) => readProgress(snapshot, profiles.get(network)))),
    ),
  }
}

/** What each gives, or the error that it throws. One request waits in one place of a queue, whatever it asks for. */
async function oneByOne<T>(keys: readonly string[], of: (key: string) => Promise<T>): Promise<(T | Error)[]> {
  const answers: (T | Error)[] = []
  for (const key of keys) answers.push(await of(key).catch((error: Error) => error))
  return answers
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
