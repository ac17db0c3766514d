import type { Queryable } from '../postgres/queryable'

/** Shared by every indexer that reads history: what should not make its rows dearer waits until nobody holds it. */
const LOCK = "hashtextextended('assay:history', 0)"

/**
 * Tells the other networks that this one reads history.
 * @param session whose end, however it comes, takes it back
 * @returns what takes it back
 */
export async function enterHistory(session: Queryable): Promise<() => Promise<void>> {
  await session.query(`select pg_advisory_lock_shared(${LOCK})`)
  let left = false
  return async () => {
    if (left) return
    left = true
    // A session that has ended has given it back.
    await session.query(`select pg_advisory_unlock_shared(${LOCK})`).catch(() => undefined)
  }
}

/** Whether any network's history is being read. Nobody who begins waits for the answer: the lock is given back at once. */
export async function historyIsRead(session: Queryable): Promise<boolean> {
  const { rows } = await session.query<{ free: boolean }>(`select pg_try_advisory_lock(${LOCK}) as free`)
  if (!rows[0]?.free) return true
  await session.query(`select pg_advisory_unlock(${LOCK})`)
  return false
}
