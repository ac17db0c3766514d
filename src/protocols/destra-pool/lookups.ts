import type { Address } from '../../economics/units'
import { poolId } from '../../events/ids'
import type { Session } from '../../indexer/fold/session'
import type { BlockStore } from '../../indexer/squid/store'
import { Pool, PoolClaim, PoolPeriod } from '../../model'

/** Loads the pools a batch will touch, with all their periods and what these accounts have claimed of any. */
export async function loadPools(
  store: BlockStore,
  session: Session,
  network: string,
  pools: readonly Address[],
  accounts: readonly string[],
): Promise<void> {
  if (pools.length === 0) return
  const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id)
  await session.load(
    store,
    Pool,
    pools.map((contract) => poolId(network, contract)),
  )
  const periods = await store.query<{ id: string }>(
    'select id from pool_period where network = $1 and pool = any($2)',
    [network, pools],
  )
  await session.load(store, PoolPeriod, ids(periods))
  const claims = await store.query<{ id: string }>(
    'select id from pool_claim where network = $1 and account = any($2)',
    [network, accounts],
  )
  await session.load(store, PoolClaim, ids(claims))
}
