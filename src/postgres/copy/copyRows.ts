import { escapeIdentifier, type PoolClient } from 'pg'
import { type Encode, encoderOf, HEADER, rowStart, TRAILER } from './copyBinary'
import { copyIn } from './copyIn'
import { Pieces } from './pieces'

/** Types of columns that COPY is given. */
export type ColumnType = 'text' | 'integer' | 'numeric' | 'boolean' | 'jsonb'

/** Characters of rows in one COPY: the server reads one while the next is written, and no more than two are kept. */
const AT_ONCE = 4 * 1024 * 1024
/** Characters of rows joined before they are written to a piece. */
const JOINED = 15 * 1024

/**
 * Copies rows into a table that is no entity, as they are made. Several COPYs, of which a failed one leaves the earlier
 * rows where they are: it is for a transaction.
 * @param columns of the table with their types, in the order of each row's values
 */
export async function copyRows(
  client: PoolClient,
  table: string,
  columns: Readonly<Record<string, ColumnType>>,
  rows: Iterable<readonly unknown[]>,
): Promise<void> {
  const names = Object.keys(columns).map(escapeIdentifier)
  const sql = `copy ${escapeIdentifier(table)} (${names}) from stdin (format binary)`
  const encoders = Object.values(columns).map(encoderOf)
  let sending: Promise<void> = Promise.resolve()
  for (const pieces of batches(encoders, rows)) {
    await sending
    sending = copyIn(client, [{ sql, pieces: [HEADER, ...pieces.all(), TRAILER] }]).then(() => pieces.release())
    // One that fails while the next is written is told where it is awaited.
    sending.catch(() => undefined)
  }
  await sending
}

function* batches(encoders: readonly Encode[], rows: Iterable<readonly unknown[]>): Iterable<Pieces> {
  let pieces = new Pieces()
  let joined = ''
  let size = 0
  const start = rowStart(encoders.length)
  for (const row of rows) {
    joined += start
    for (let field = 0; field < encoders.length; field++) joined += encoders[field]!(row[field])
    if (joined.length < JOINED) continue
    size += joined.length
    pieces.add(joined)
    joined = ''
    if (size < AT_ONCE) continue
    yield pieces
    pieces = new Pieces()
    size = 0
  }
  if (joined !== '') pieces.add(joined)
  if (joined !== '' || size > 0) yield pieces
}
