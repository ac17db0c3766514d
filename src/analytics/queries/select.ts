import { ClickHouseError } from '@clickhouse/client'
import { AssayError } from '../../errors'
import type { AnalyticsClient } from '../client'
import { EVERY_SEGMENT, SEGMENT_BLOCKS, wholeSegments } from '../rollups'
import type { SeriesRange } from './range'

/** Default of `upToBlock`: no block is above it. */
const ANY_BLOCK = 4_294_967_295

/**
 * Longest wait for a series: a chart that takes longer is not looked at. It counts from the call, so that twenty of one
 * request, which queue for sockets of the client, do not add up.
 */
const SERIES_MS = 4_000

/** ClickHouse's own code for a query that it stopped at `max_execution_time`. */
const TIMEOUT_EXCEEDED = '159'

/**
 * Rows of a query; integers of 64 bits and more are strings.
 * @param params values for {name:Type}; never part of the SQL text
 * @param withinMs longest wait for the answer; as long as the client's own when it is not given
 * @throws AssayError E-STORE-AWAY when ClickHouse does not answer in time; E-QUERY-TIMEOUT when it stops the query;
 * E-CLICKHOUSE-QUERY when it refuses it
 */
export async function select<Row>(
  client: AnalyticsClient,
  sql: string,
  params: Record<string, unknown>,
  withinMs?: number,
): Promise<Row[]> {
  try {
    const result = await client.query({
      query: sql,
      query_params: params,
      format: 'JSONEachRow',
      ...(withinMs !== undefined && {
        abort_signal: AbortSignal.timeout(withinMs),
        // The engine goes on with a query whose client has gone, unless it has a limit of its own.
        clickhouse_settings: { max_execution_time: withinMs / 1_000 },
      }),
    })
    return await result.json<Row>()
  } catch (cause) {
    if (cause instanceof ClickHouseError && cause.code === TIMEOUT_EXCEEDED)
      throw new AssayError('E-QUERY-TIMEOUT', 'the series took longer than it may', {
        next: 'Ask for a shorter range or a longer interval.',
        cause,
      })
    if (cause instanceof ClickHouseError)
      // Its message quotes the query, so only its kind is public; the cause keeps the message.
      throw new AssayError('E-CLICKHOUSE-QUERY', `ClickHouse refused a query: ${cause.type ?? cause.code}`, { cause })
    throw new AssayError('E-STORE-AWAY', 'ClickHouse does not answer', {
      next: 'Try again in a moment; figures that are no series do not need it.',
      cause,
      retryable: true,
    })
  }
}

/** Rows of a query within `SERIES_MS`. @throws as `select` */
export function selectSeries<Row>(
  client: AnalyticsClient,
  sql: string,
  params: Record<string, unknown>,
): Promise<Row[]> {
  return select<Row>(client, sql, params, SERIES_MS)
}

/** Facts of a network inside the range; `rangeParams` fills it. */
export const inRange =
  'network = {network:String} AND block_time >= {from:DateTime} AND block_time < {to:DateTime} AND block <= {upTo:Int64}'

/** Facts of a network before the range, from which a running balance starts. */
export const beforeRange = 'network = {network:String} AND block_time < {from:DateTime} AND block <= {upTo:Int64}'

/** The same rows from a table of hours, and the facts that no whole hour of a whole segment covers. */
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
