import type { Client } from 'pg'
import { contractsOf } from '../config/profile'
import { POOL_SOLVENCY } from '../economics/drift'
import type { Network } from '../indexer/network'
import type { Examined } from './examine'

/** Keeps what every staking pool holds and owes by token, pool and ledger; the newest block only. */
export async function recordPools(db: Client, network: Network, { block, compared }: Examined): Promise<void> {
  const rows = contractsOf(network.profile, 'destra-pool').flatMap(({ address }) => {
    const held = compared.find((row) => row.account === address && row.class !== POOL_SOLVENCY)
    const owed = compared.find((row) => row.account === address && row.class === POOL_SOLVENCY)
    return held ? [{ address, balanceOf: held.chain, ledger: held.ledger, totalStaked: owed?.chain ?? null }] : []
  })
  await db.query(
    `insert into pool_audit (network, pool, block, block_hash, block_time, balance_of, total_staked, ledger)
     select $1, now.pool, $2, $3, $4, now.balance_of, now.total_staked, now.ledger
       from unnest($5::text[], $6::numeric[], $7::numeric[], $8::numeric[])
              as now(pool, balance_of, total_staked, ledger)
     on conflict (network, pool) do update set block = excluded.block, block_hash = excluded.block_hash,
       block_time = excluded.block_time, balance_of = excluded.balance_of, total_staked = excluded.total_staked,
       ledger = excluded.ledger`,
    [
      ...[network.name, block.number, block.hash, block.time],
      rows.map(({ address }) => address),
      rows.map(({ balanceOf }) => `${balanceOf}`),
      rows.map(({ totalStaked }) => totalStaked?.toString() ?? null),
      rows.map(({ ledger }) => `${ledger}`),
    ],
  )
}
