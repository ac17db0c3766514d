import type { Client } from 'pg'
import type { BlockNumber } from '../../economics/units'
import { AssayError } from '../../errors'
import { cursorTable } from '../../postgres/cursor'

/** How far a network is projected. */
export interface Cursor {
  /** last block whose facts are in ClickHouse; -1 for none */
  readonly block: BlockNumber
  /** facts up to it, over all tables */
  readonly rows: bigint
}

export const START: Cursor = { block: -1, rows: 0n }

export async function readCursor(pg: Client, network: string): Promise<Cursor> {
  const { rows } = await pg.query('SELECT block, rows FROM projection_cursor WHERE network = $1', [network])
  return rows.length === 0 ? START : { block: rows[0].block, rows: BigInt(rows[0].rows) }
}

/**
 * Moves the cursor from one place to another.
 * @throws AssayError E-PROJECTION-CURSOR when it is no longer at `from`: another projector is at work
 */
export async function moveCursor(pg: Client, network: string, from: Cursor, to: Cursor): Promise<void> {
  const moved = await pg.query(
    `INSERT INTO projection_cursor AS c (network, block, rows) SELECT $1, $4::int, $5::bigint
      WHERE $2::int = -1 OR EXISTS (SELECT FROM projection_cursor WHERE network = $1)
      ON CONFLICT (network) DO UPDATE SET block = excluded.block, rows = excluded.rows, updated_at = now()
      WHERE c.block = $2::int AND c.rows = $3::bigint`,
    [network, from.block, from.rows.toString(), to.block, to.rows.toString()],
  )
  if (moved.rowCount !== 1) throw movedByAnother(network)
}

/** @throws AssayError E-PROJECTION-CURSOR when the stored cursor was reset, or moved by another projector */
export function requireSame(network: string, own: Cursor, stored: Cursor): void {
  if (own.block !== stored.block || own.rows !== stored.rows) throw movedByAnother(network)
}

function movedByAnother(network: string): AssayError {
  return new AssayError('E-PROJECTION-CURSOR', `the cursor of ${network} was moved by someone else`, {
    next: 'Run one projector per database; this one reads its place again.',
    retryable: true,
  })
}

/** Whether the stored cursor is `own` and no block above it is final: one query, made ten times a second. */
export async function isStill(pg: Client, network: string, own: Cursor): Promise<boolean> {
  const { rowCount } = await pg.query(
    `SELECT FROM projection_cursor c, ${cursorTable(network)} s
      WHERE c.network = $1 AND c.block = $2 AND c.rows = $3 AND s.id = 0 AND s.height = $2`,
    [network, own.block, own.rows.toString()],
  )
  return rowCount === 1
}
