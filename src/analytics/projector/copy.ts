import { Readable } from 'node:stream'
import type { Client } from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import type { AnalyticsClient } from '../client'
import { insertId } from './inFlight'
import type { Projection } from './projection'

/** Blocks after `after` up to and with `upto`, for the statements of this transaction. */
export async function setRange(pg: Client, network: string, after: number, upto: number): Promise<void> {
  await pg.query(
    `SELECT set_config('assay.network', $1, true), set_config('assay.after', $2, true), set_config('assay.upto', $3, true)`,
    [network, String(after), String(upto)],
  )
}

/**
 * Streams the rows of the range from one store into the other. Postgres's text format of COPY is ClickHouse's
 * TabSeparated, so no row is parsed in between.
 * @returns rows written
 */
export async function copyRows(
  pg: Client,
  clickhouse: AnalyticsClient,
  network: string,
  projection: Projection,
): Promise<number> {
  const source = pg.query(copyTo(`COPY (${projection.batch}) TO STDOUT`))
  const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  const first = await chunks.next()
  // most blocks touch few tables, and an insert of nothing still costs a request
  if (first.done) return 0
  try {
    await clickhouse.insert({
      table: projection.table,
      columns: projection.columns as [string, ...string[]],
      format: 'TabSeparated',
      query_id: insertId(network),
      values: Readable.from(prepend(first.value, chunks), { objectMode: false }),
    })
  } catch (error) {
    await readOut(chunks)
    throw error
  }
  return source.rowCount
}

/** Drains rows that ClickHouse refused: until they are read, the connection answers nothing else. */
async function readOut(chunks: AsyncIterator<Buffer>): Promise<void> {
  try {
    while (!(await chunks.next()).done);
  } catch {
    // the connection is gone, and with it the rest
  }
}

async function* prepend(first: Buffer, rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield first
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}
