import { locked, shareLock } from '../postgres/lock'
import type { Queryable } from '../postgres/queryable'

/**
 * Tells the other networks that this one reads history.
 * @param session whose end, however it comes, takes it back
 * @returns what takes it back
 */
export async function enterHistory(session: Queryable): Promise<() => Promise<void>> {
  return shareLock(session, 'history')
}

/** Whether any network's history is being read. Nobody who begins waits for the answer: the lock is given back at once. */
export async function historyIsRead(session: Queryable): Promise<boolean> {
  return (await locked(session, 'history', '', async () => undefined)) === 'busy'
}
