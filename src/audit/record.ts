import type { Client } from 'pg'
import { type Compared, driftCause } from '../economics/drift'
import type { Hash, Seconds } from '../economics/units'
import type { Network } from '../indexer/network'

/**
 * Writes a row where the difference is not what the newest row says: a steady drift is one row, a gone one gets closed.
 * @returns how many rows
 */
export async function record(
  db: Client,
  network: Network,
  block: { readonly number: number; readonly hash: Hash; readonly time: Seconds },
  compared: readonly Compared[],
): Promise<number> {
  const pin = [network.name, block.number, block.hash, block.time]
  await db.query('begin')
  try {
    const { rowCount } = await db.query(
      `insert into drift (network, class, account, block, block_hash, block_time, asset, ledger, chain, cause)
       select $1, now.class, now.account, $2, $3, $4, $5, now.ledger, now.chain, now.cause
         from unnest($6::text[], $7::text[], $8::numeric[], $9::numeric[], $10::text[])
                as now(class, account, ledger, chain, cause)
         left join lateral (
           select ledger - chain as amount, cause from drift d
            where d.network = $1 and d.class = now.class and d.account = now.account and d.block < $2
            order by block desc limit 1) newest on true
        where (now.ledger - now.chain, now.cause) <> (coalesce(newest.amount, 0), coalesce(newest.cause, 'none'))
       on conflict (network, class, account, block) do update set block_hash = excluded.block_hash,
         block_time = excluded.block_time, ledger = excluded.ledger, chain = excluded.chain, cause = excluded.cause`,
      [
        ...pin,
        network.token,
        compared.map((row) => row.class),
        compared.map((row) => row.account),
        compared.map((row) => row.ledger.toString()),
        compared.map((row) => row.chain.toString()),
        compared.map((row) => driftCause(row, network.profile.token)),
      ],
    )
    await db.query(
      `insert into reconciliation (network, block, block_hash, block_time) values ($1, $2, $3, $4)
       on conflict (network) do update set block = $2, block_hash = $3, block_time = $4, checked_at = clock_timestamp()`,
      pin,
    )
    await db.query('commit')
    return rowCount ?? 0
  } catch (error) {
    await db.query('rollback').catch(() => undefined)
    throw error
  }
}
