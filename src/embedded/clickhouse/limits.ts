const MiB = 1024 * 1024

/** A batch of 100,000 facts is about 60 MiB of text; four times that leaves room for wide rows. */
export const MAX_BODY_BYTES = 256 * MiB

/** Bodies wait for the one writer: two of the largest, then callers are told to come back. */
export const MAX_WAITING_BYTES = 2 * MAX_BODY_BYTES

/**
 * From this size on rows go to the engine by a file. From memory they stand behind the text of their query, all of
 * which the engine first takes apart as SQL: twice the work for a batch of the projector, nothing for a few rows.
 */
export const FILE_FROM_BYTES = MiB

/** A result is sent whole, so that an error always has its own status; series and lists stay far below. */
const MAX_RESULT_BYTES = 256 * MiB

/** Two readers for two cores. With the writer that leaves one of Node's four pool threads to files and gzip. */
export const READERS = 2

/** Queries waiting for a connection; a dashboard of twenty charts in five browsers. More is a loop gone wild. */
export const MAX_QUEUED = 100

/** Longer than the official client keeps an idle socket (2.5 s), so that it never writes to one we just closed. */
export const KEEP_ALIVE_MS = 10_000

/** A query that ends here is stopped by the engine; callers may ask for more or less. */
const MAX_EXECUTION_SECONDS = 60

/** `assay up` allows five seconds for a stop; running queries are killed at once and get this long to unwind. */
export const STOP_GRACE_MS = 3_500

/** Memory of the whole engine; it idles at 250 MiB and the year of the devnet needs less than half of this. */
const SERVER_MEMORY_BYTES = 1_536 * MiB

/**
 * Settings of every query unless the request says otherwise. No async inserts (this engine's default): an
 * acknowledged insert must be in its table. Grouping and sorting spill to disk well before the query's ceiling.
 */
export const BASE_SETTINGS: Readonly<Record<string, string>> = {
  max_threads: '2',
  max_execution_time: String(MAX_EXECUTION_SECONDS),
  max_memory_usage: String(1_024 * MiB),
  max_bytes_before_external_group_by: String(384 * MiB),
  max_bytes_before_external_sort: String(384 * MiB),
  max_result_bytes: String(MAX_RESULT_BYTES),
  async_insert: '0',
}

/** Server configuration, given to the engine when it opens. Caches far below the server's defaults of gigabytes. */
export const ENGINE_ARGUMENTS: readonly string[] = [
  `--max_server_memory_usage=${SERVER_MEMORY_BYTES}`,
  `--mark_cache_size=${64 * MiB}`,
  `--index_mark_cache_size=${16 * MiB}`,
  `--uncompressed_cache_size=0`,
]
