import type { DatabaseError, Pool } from 'pg'
import { createIndexSql, type DeclaredIndex, declaredIndexes } from '../model/declaredIndexes'
import type { Pause } from '../process/backOff'
import { lend } from './lend'
import { locked } from './lock'
import type { Queryable } from './queryable'

/**
 * Indexes that no write of ours looks anything up by, made once every network has reached its head, or one has waited
 * ten minutes for the others. While history is read every balance changes with every commit, and an entry beside the
 * row would make that four times dearer. That no two events are at one place follows from how history is read (X1,
 * X4, X10): here it is looked at once, over all of it, and from then on for every block that may be replaced.
 */
const readIndexes = declaredIndexes.filter(({ made }) => made === 'after-history')

/** What Postgres says of a unique index over rows that are not. */
const DOUBLED = '23505'

/** The last facts of history are on their way to ClickHouse, and many have waited for them longer than for an index. */
const AFTER_HISTORY_MS = 3_000
/** A network that is read for hours is asked after once a minute; the last one that arrives needs not ask. */
const ASK_AGAIN_MS = 60_000
/** Then readers come first: a network whose node is away, or that is read for hours, does not keep all others' waiting. */
const MOST_ASKED = 10

/** Makes them for an indexer that goes on living, when nobody reads history any more. */
export async function readIndexesAtHead(pool: Pool, alarms: ReadAlarms, pause: Pause): Promise<void> {
  await pause(AFTER_HISTORY_MS)
  for (let asked = 0; asked < MOST_ASKED; asked++) {
    if (await makeReadIndexes(pool, alarms)) return
    await pause(ASK_AGAIN_MS)
  }
  await makeReadIndexes(pool, alarms, false)
}

/** Makes them for an indexer that ends with its archive; where another network's history is still read, that one will. */
export async function readIndexesAtEnd(pool: Pool, alarms: ReadAlarms, pause: Pause): Promise<void> {
  await pause(AFTER_HISTORY_MS)
  await makeReadIndexes(pool, alarms)
}

/** Where it is said that an index could not be made. */
interface ReadAlarms {
  raise(code: string, message: string): Promise<void>
  clear(code: string): Promise<void>
}

/** Whether any network's history is being read. Nobody who begins waits for the answer: the lock is given back at once. */
export async function historyIsRead(db: Queryable): Promise<boolean> {
  return (await locked(db, 'history', '', async () => undefined)) === 'busy'
}

/**
 * Makes what is not there, beside running reads and writes. Safe to call at any time, by every network's indexer.
 * @param waits whether to make nothing while a network's history is still being read
 * @returns false when it waits
 */
export async function makeReadIndexes(pool: Pool, alarms: ReadAlarms, waits = true): Promise<boolean> {
  try {
    const done = await lend(pool, async (db) => {
      if (waits && (await historyIsRead(db))) return false
      // Whoever else makes them: there is nothing to wait for.
      await locked(db, 'readIndexes', '', async () => {
        for (const each of readIndexes) await make(db, each)
      })
      return true
    })
    if (!done) return false
    await alarms.clear('E-READ-INDEX')
    await alarms.clear('E-EVENT-DOUBLED')
  } catch (error) {
    const { code, message, detail } = error as DatabaseError
    if (code === DOUBLED) {
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
  // One whose making was cut short is there, is kept up to date, and is used by nobody.
  if (rows[0]) await db.query(`drop index concurrently ${index.name}`)
  await db.query(createIndexSql(index, 'concurrently'))
}
