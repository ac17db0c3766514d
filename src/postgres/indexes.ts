import type { DatabaseError, Pool } from 'pg'
import { createIndexSql, type DeclaredIndex, declaredIndexes } from '../model/declaredIndexes'
import type { Pause } from '../process/backOff'
import { lend } from './lend'
import { locked } from './lock'
import type { Queryable } from './queryable'

/**
 * Indexes for readers alone, made once every network has reached its head, or one has waited ten minutes for the others:
 * while history is read every commit changes balances, and an index entry more would make that four times dearer. That
 * no two events share a place follows from how history is read (X1, X4, X10); the unique index checks all of history
 * once, and from then on every block that may be replaced.
 */
const readIndexes = declaredIndexes.filter(({ made }) => made === 'after-history')

/** SQLSTATE unique_violation. */
const UNIQUE_VIOLATION = '23505'

/** Leaves the projector time to copy the last facts of history: readers wait for those first. */
const AFTER_HISTORY_MS = 3_000
/** Between two tries while another network's history is read, which may take hours. */
const RETRY_MS = 60_000
/** After these the indexes are made anyway: one network that is slow, or without its node, must not slow all readers. */
const MAX_TRIES = 10

/** Makes the indexes from an indexer at its head, once no network reads history. */
export async function readIndexesAtHead(pool: Pool, alarms: ReadAlarms, pause: Pause): Promise<void> {
  await pause(AFTER_HISTORY_MS)
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    if (await makeReadIndexes(pool, alarms)) return
    await pause(RETRY_MS)
  }
  await makeReadIndexes(pool, alarms, false)
}

/** Makes the indexes from an indexer at its archive's end; another network that still reads history makes them itself. */
export async function readIndexesAtEnd(pool: Pool, alarms: ReadAlarms, pause: Pause): Promise<void> {
  await pause(AFTER_HISTORY_MS)
  await makeReadIndexes(pool, alarms)
}

interface ReadAlarms {
  raise(code: string, message: string): Promise<void>
  clear(code: string): Promise<void>
}

/** Whether any network's history is being read. The lock is given back at once, so that no indexer's start waits for it. */
export async function historyIsRead(db: Queryable): Promise<boolean> {
  return (await locked(db, 'history', '', async () => undefined)) === 'busy'
}

/**
 * Makes the missing indexes beside running reads and writes. Safe to call at any time, by every network's indexer.
 * @param waits whether to make nothing while a network's history is still being read
 * @returns false when it waits
 */
export async function makeReadIndexes(pool: Pool, alarms: ReadAlarms, waits = true): Promise<boolean> {
  try {
    const made = await lend(pool, async (db) => {
      if (waits && (await historyIsRead(db))) return false
      // Busy: another indexer makes them.
      await locked(db, 'readIndexes', '', async () => {
        for (const each of readIndexes) await make(db, each)
      })
      return true
    })
    if (!made) return false
    await alarms.clear('E-READ-INDEX')
    await alarms.clear('E-EVENT-DOUBLED')
  } catch (error) {
    const { code, message, detail } = error as DatabaseError
    if (code === UNIQUE_VIOLATION) {
      const next = 'index the network again from an empty database'
      await alarms.raise('E-EVENT-DOUBLED', `two events lie at one place of a chain: ${detail}; ${next}`)
      return true
    }
    // Answers stay right without it, only slower: no reason to stop indexing.
    await alarms.raise('E-READ-INDEX', `an index that readers use could not be made: ${message}`)
  }
  return true
}

async function make(db: Queryable, index: DeclaredIndex): Promise<void> {
  const { rows } = await db.query<{ valid: boolean }>(
    'select indisvalid as valid from pg_index where indexrelid = to_regclass($1)',
    [index.name],
  )
  if (rows[0]?.valid) return
  // An interrupted `create index concurrently` leaves an invalid index, kept up to date and used by no query.
  if (rows[0]) await db.query(`drop index concurrently ${index.name}`)
  await db.query(createIndexSql(index, 'concurrently'))
}
