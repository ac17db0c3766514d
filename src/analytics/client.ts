import { type ClickHouseClient, ClickHouseLogLevel, type ClickHouseSettings, createClient } from '@clickhouse/client'
import type { Env } from '../config/env'
import { AssayError } from '../errors'

export type AnalyticsClient = ClickHouseClient

/** Two charts' worth of time for the slowest query, and for an insert of the largest batch on a busy machine. */
const REQUEST_TIMEOUT_MS = 60_000

/**
 * Without the two quote settings UInt64, UInt256 and Decimal arrive as JSON numbers and silently lose precision.
 * No async insert (the engine's default): what was acknowledged must be in its table. No deduplication of inserts: a
 * deleted batch that is written again is identical, and would be dropped.
 */
const clientSettings: ClickHouseSettings = {
  output_format_json_quote_64bit_integers: 1,
  output_format_json_quote_decimals: 1,
  async_insert: 0,
  insert_deduplicate: 0,
  wait_end_of_query: 1,
}

/**
 * Client of the ClickHouse that CLICKHOUSE_URL names; embedded host and server alike.
 * @param database null for none: before the database exists
 * @throws AssayError E-CLICKHOUSE-URL when no ClickHouse is configured
 */
export function analyticsClient(env: Env, database: string | null = env.CLICKHOUSE_DATABASE): AnalyticsClient {
  if (!env.CLICKHOUSE_URL)
    throw new AssayError('E-CLICKHOUSE-URL', 'no ClickHouse is configured', {
      next: 'Set CLICKHOUSE_URL, or run `assay up`, which brings its own.',
    })
  return createClient({
    url: env.CLICKHOUSE_URL,
    username: env.CLICKHOUSE_USER,
    password: env.CLICKHOUSE_PASSWORD,
    ...(database !== null && { database }),
    application: 'assay',
    request_timeout: REQUEST_TIMEOUT_MS,
    clickhouse_settings: clientSettings,
    // callers handle every error; the client's own log would repeat it
    log: { level: ClickHouseLogLevel.OFF },
  })
}
