import { ClickHouseError } from '@clickhouse/client'
import { AssayError } from '../../errors'
import type { AnalyticsClient } from '../client'
import type { SeriesRange } from './range'

/** No block is above it: what `upToBlock` means when it is not given. */
const ANY_BLOCK = 4_294_967_295

/**
 * Rows of a query; integers of 64 bits and more are strings.
 * @param params values for {name:Type}; never part of the SQL text
 * @throws AssayError E-CLICKHOUSE when ClickHouse is away (retryable); E-CLICKHOUSE-QUERY when it refuses the query
 */
export async function select<Row>(
  client: AnalyticsClient,
  sql: string,
  params: Record<string, unknown>,
): Promise<Row[]> {
  try {
    const result = await client.query({ query: sql, query_params: params, format: 'JSONEachRow' })
    return await result.json<Row>()
  } catch (cause) {
    if (cause instanceof ClickHouseError)
      throw new AssayError('E-CLICKHOUSE-QUERY', `ClickHouse refused a query: ${cause.message}`, { cause })
    throw new AssayError('E-CLICKHOUSE', `ClickHouse did not answer: ${(cause as Error).message}`, {
      next: 'Look whether ClickHouse runs (`assay status`), then ask again.',
      cause,
      retryable: true,
    })
  }
}

/** Rows of a network inside the range; `rangeParams` fills it. */
export const inRange =
  'network = {network:String} AND block_time >= {from:DateTime} AND block_time < {to:DateTime} AND block <= {upTo:UInt32}'

/** Rows of a network before the range: what a running balance starts from. */
export const beforeRange = 'network = {network:String} AND block_time < {from:DateTime} AND block <= {upTo:UInt32}'

export function rangeParams(range: SeriesRange): Record<string, unknown> {
  return {
    network: range.network,
    from: secondsUp(range.from),
    to: secondsUp(range.to),
    upTo: range.upToBlock ?? ANY_BLOCK,
  }
}

/** Blocks have whole seconds: at or after 10:00:00.5 means at or after 10:00:01. */
function secondsUp(time: Date): number {
  return Math.ceil(time.getTime() / 1_000)
}
