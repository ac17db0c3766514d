import type { Pool, PoolClient } from 'pg'
import { type AdvisoryLock, advisoryLocks } from './advisoryLocks'
import { lend } from './lend'
import type { Queryable } from './queryable'

/** Takes a lock for as long as the connection lives, or until it is given back. @returns false when another has it */
export function tryLock(db: Queryable, lock: AdvisoryLock, subject = ''): Promise<boolean> {
  return call(db, 'pg_try_advisory_lock', lock, [subject])
}

/** Takes a lock for as long as the connection lives; waits until it is free. */
export async function awaitLock(db: Queryable, lock: AdvisoryLock, subject = ''): Promise<void> {
  await call(db, 'pg_advisory_lock', lock, [subject])
}

/** Takes a lock to the end of the transaction. @returns false when another has it */
export function tryLockToCommit(db: Queryable, lock: AdvisoryLock, subject = ''): Promise<boolean> {
  return call(db, 'pg_try_advisory_xact_lock', lock, [subject])
}

/** Takes the lock of each subject to the end of the transaction, in the order given; waits until it is free. */
export async function awaitLocksToCommit(
  db: Queryable,
  lock: AdvisoryLock,
  subjects: readonly string[],
): Promise<void> {
  await call(db, 'pg_advisory_xact_lock', lock, subjects)
}

/**
 * Takes a lock that any number may share; waits while somebody has it alone.
 * @returns a function that gives it back, as the connection's end does
 */
export async function shareLock(db: Queryable, lock: AdvisoryLock): Promise<() => Promise<void>> {
  await call(db, 'pg_advisory_lock_shared', lock, [''])
  let given = false
  return async () => {
    if (given) return
    given = true
    await call(db, 'pg_advisory_unlock_shared', lock, ['']).catch(() => undefined)
  }
}

/** Runs `work` under a lock of this connection; answers 'busy' at once when another has it. */
export async function locked<T>(
  db: Queryable,
  lock: AdvisoryLock,
  subject: string,
  work: () => Promise<T>,
): Promise<T | 'busy'> {
  if (!(await tryLock(db, lock, subject))) return 'busy'
  const giveBack = () => call(db, 'pg_advisory_unlock', lock, [subject])
  const result = await work().catch(async (error: unknown) => {
    // Closing the connection gives it back too, but the next try of another process may come before.
    await giveBack().catch(() => undefined)
    throw error
  })
  await giveBack()
  return result
}

/**
 * Runs `work` while this process alone works on `subject`; answers 'busy' at once when another does.
 * The lock belongs to the connection: a killed process gives it back.
 */
export function whileAlone<T>(
  pool: Pool,
  lock: AdvisoryLock,
  subject: string,
  work: (client: PoolClient) => Promise<T>,
): Promise<T | 'busy'> {
  return lend(pool, (client) => locked(client, lock, subject, () => work(client)))
}

async function call(db: Queryable, sql: string, lock: AdvisoryLock, subjects: readonly string[]): Promise<boolean> {
  const { rows } = await db.query<{ done: boolean }>(
    `select ${sql}(${advisoryLocks[lock]}) as done from unnest($1::text[]) as subject`,
    [subjects],
  )
  return rows[0]!.done
}
