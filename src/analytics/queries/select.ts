import { ClickHouseError } from '@clickhouse/client'
import { AssayError } from '../../errors'
import type { AnalyticsClient } from '../client'
import { EVERY_SEGMENT, SEGMENT_BLOCKS, wholeSegments } from '../rollups'
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

/** Facts of a network inside the range; `rangeParams` fills it. */
export const inRange =
  'network = {network:String} AND block_time >= {from:DateTime} AND block_time < {to:DateTime} AND block <= {upTo:Int64}'

/** Facts of a network before the range: what a running balance starts from. */
export const beforeRange = 'network = {network:String} AND block_time < {from:DateTime} AND block <= {upTo:Int64}'

/** The same rows from a table of hours, and those facts that no whole hour of a whole segment covers. */
export const hoursInRange =
  'network = {network:String} AND hour >= {fromHour:DateTime} AND hour < {toHour:DateTime} AND segment < {segment:UInt32}'
export const restInRange = `${inRange} AND (block >= {cut:UInt32} OR block_time < {fromHour:DateTime}
  OR block_time >= {toHour:DateTime})`
export const hoursBeforeRange =
  'network = {network:String} AND hour < {lastHour:DateTime} AND segment < {segment:UInt32}'
export const restBeforeRange = `${beforeRange} AND (block >= {cut:UInt32} OR block_time >= {lastHour:DateTime})`

const HOUR_SECONDS = 3_600

export function rangeParams(range: SeriesRange): Record<string, unknown> {
  const [from, to] = [secondsUp(range.from), secondsUp(range.to)]
  const upTo = range.upToBlock ?? ANY_BLOCK
  // without a bound every segment counts; with one, those that end at or below it
  const segment = range.upToBlock === undefined ? EVERY_SEGMENT : wholeSegments(upTo)
  const fromHour = Math.ceil(from / HOUR_SECONDS) * HOUR_SECONDS
  const toHour = Math.max(Math.floor(to / HOUR_SECONDS) * HOUR_SECONDS, fromHour)
  return {
    network: range.network,
    from,
    to,
    upTo,
    segment,
    cut: Math.min(segment * SEGMENT_BLOCKS, ANY_BLOCK),
    fromHour,
    toHour,
    lastHour: Math.floor(from / HOUR_SECONDS) * HOUR_SECONDS,
  }
}

/** Blocks have whole seconds: at or after 10:00:00.5 means at or after 10:00:01. */
function secondsUp(time: Date): number {
  return Math.ceil(time.getTime() / 1_000)
}
