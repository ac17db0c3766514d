import { escapeIdentifier } from 'pg'
import type { BlockNumber, Hash } from '../economics/units'
import { hasTable } from './hasTable'
import type { Queryable } from './queryable'
import { Snapshot } from './snapshot'

/** The cursor of a network's indexer: its last block that no reorganisation replaces any more. */
interface IndexCursor {
  /** -1 before the first final block */
  readonly height: BlockNumber
  readonly hash: Hash
}

/** Postgres schema of a network's cursor and undo log, which the SDK's typeorm-store writes. */
export function stateSchema(network: string): string {
  return `squid_${network.replaceAll('-', '_')}`
}

/** The table of the cursor, of one row; it exists from the indexer's first start on. */
export function cursorTable(network: string): string {
  return `${escapeIdentifier(stateSchema(network))}.status`
}

/** null before the indexer's first start. */
export async function readIndexCursor(db: Queryable, network: string): Promise<IndexCursor | null> {
  const table = cursorTable(network)
  if (!(await (db instanceof Snapshot ? db.hasTable(table) : hasTable(db, table)))) return null
  const { rows } = await db.query<IndexCursor>(`select height, hash from ${table} where id = 0`)
  return rows[0] ?? null
}

/** Height up to which no row changes any more; null before the first final block. */
export async function finalHeight(db: Queryable, network: string): Promise<BlockNumber | null> {
  const cursor = await readIndexCursor(db, network)
  return cursor && cursor.height >= 0 ? cursor.height : null
}

/** Whether a commit has left the cursor at the block `final`, and the newest block on top of it is `tip`. */
export async function isCommitted(db: Queryable, network: string, final: string, tip: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `select from ${cursorTable(network)} s
      where s.id = 0 and s.hash = $1
        and coalesce((select hash from ${escapeIdentifier(stateSchema(network))}.hot_block
                       order by height desc limit 1), s.hash) = $2`,
    [final, tip],
  )
  return rowCount === 1
}
