import type { Client } from 'pg'
import { AssayError } from '../../errors'
import { projections } from './projections'

/** The range of Int256. ClickHouse wraps values beyond it silently. */
const LEAST = -(2n ** 255n)
const MOST = 2n ** 255n - 1n

/** The first fact of the range (see `setRange`) with an amount beyond its column, over all tables with signed amounts. */
const firstBeyond = `${projections
  .flatMap(({ table, columns, batch, signed }) =>
    signed.map(
      (column) =>
        `SELECT block, '${table}.${column}' AS amount, ${column}::text AS value
          FROM (${batch}) AS facts (${columns.join(', ')}) WHERE ${column} NOT BETWEEN ${LEAST} AND ${MOST}`,
    ),
  )
  .join(' UNION ALL ')} ORDER BY block LIMIT 1`

/**
 * The last block of the range whose amounts all fit their columns. Wrapped amounts are never written: the series of a
 * network end before the first of them.
 * @throws AssayError E-PROJECTION-RANGE when the first block of the range cannot be held
 * @see docs/invariants.md#C4
 */
export async function heldUpTo(pg: Client, network: string, after: number, upto: number): Promise<number> {
  const { rows } = await pg.query(firstBeyond)
  if (rows.length === 0) return upto
  const { block, amount, value } = rows[0] as { block: number; amount: string; value: string }
  if (block > after + 1) return block - 1
  throw new AssayError('E-PROJECTION-RANGE', `block ${block} of ${network} has a ${amount} beyond ±2^255: ${value}`, {
    next: 'Its series end before that block, Postgres and all figures read there are exact. Look at what its contract issued; other networks go on.',
    details: { network, block, amount, value },
  })
}
