import { contractsOf, type Profile } from '../../config/profile'
import type { BaseUnits } from '../../economics/units'
import type { Snapshot } from '../../postgres/snapshot'
import type { AsText } from '../asText'
import type { BlockRef } from '../progress'

/**
 * What a pool holds and owes, by the three that can say: under a token tax they differ, and whoever unstakes last is
 * refused (domain.md §2, trap 14). Null where the audit has not asked yet, or no contract answered.
 */
export interface PoolStaked {
  readonly pool: string
  /** the token's own word: balanceOf(pool) */
  readonly balanceOf: BaseUnits | null
  /** the pool's own word: totalStaked() */
  readonly totalStaked: BaseUnits | null
  /** what the ledger says the pool holds */
  readonly ledger: BaseUnits | null
  /** final block of all three; null where the audit has not come yet */
  readonly block: BlockRef | null
}

type Row = AsText<{ balanceOf: bigint; ledger: bigint }> & {
  readonly pool: string
  readonly totalStaked: string | null
  readonly number: number
  readonly hash: string
  readonly timestamp: number
}

/** Every staking pool of the profile, as the newest reconciliation found it. */
export async function poolStaked(snapshot: Snapshot, profile: Profile): Promise<PoolStaked[]> {
  const pools = contractsOf(profile, 'destra-pool')
  const rows = (await snapshot.hasTable('public.pool_audit')) ? await audited(snapshot, profile) : []
  return pools.map(({ address }) => {
    const row = rows.find(({ pool }) => pool === address)
    if (!row) return { pool: address, balanceOf: null, totalStaked: null, ledger: null, block: null }
    const { number, hash, timestamp } = row
    return {
      pool: address,
      balanceOf: BigInt(row.balanceOf),
      totalStaked: row.totalStaked === null ? null : BigInt(row.totalStaked),
      ledger: BigInt(row.ledger),
      block: { number, hash, timestamp, final: true },
    }
  })
}

function audited(snapshot: Snapshot, { name }: Profile): Promise<Row[]> {
  return snapshot.rows<Row>(
    `select pool, balance_of::text as "balanceOf", total_staked::text as "totalStaked", ledger::text as ledger,
       block as number, block_hash as hash, block_time as timestamp
     from pool_audit where network = $1`,
    [name],
  )
}
