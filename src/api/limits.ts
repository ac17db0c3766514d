/** Rows of one page at most: what a table in a page can show, and about 1 MB of JSON. */
export const MAX_PAGE_ROWS = 1_000
/** A page when `first` is not given: a screenful and a bit. */
export const DEFAULT_PAGE_ROWS = 50
/** Rows one HTTP request may ask for over all lists of all its operations, nested ones multiplied: twenty full pages. */
export const MAX_REQUEST_ROWS = 20_000
/** Least cost of a list in that budget, since a query of no rows costs too. */
export const MIN_LIST_COST_ROWS = 10
/** Rows that one fold of a pool counts as: it reads every stake, and is shared by all who ask at a head. */
export const POOL_COST_ROWS = 500
/** Rows that `supply`, `yield` and a network's `status` count as: a dozen index look-ups each. */
export const FIGURES_COST_ROWS = 100
/** Rows a series counts as at least: one query of the analytics store, whatever its range. */
export const MIN_SERIES_COST_ROWS = 250
/** Domains and epochs that are summed to months: ten years of days. */
export const MAX_SUMMED_EPOCHS = 10_000
/**
 * Fields one HTTP request may resolve, lists multiplied by their `first`: two pages of 1,000 bills with all their fields
 * as nodes and as edges. Resolving so many takes about a quarter of a second of a core.
 */
export const MAX_REQUEST_COST = 120_000
/** Bytes of the answers to one HTTP request: five pages of 1,000 bills with all their fields; 30 ms to make into text. */
export const MAX_ANSWER_BYTES = 5_000_000
/** Bytes of rows read for one HTTP request: twice its answers, since a row may be read for one of its fields. */
export const MAX_READ_BYTES = 10_000_000

/** Bytes of a request body: the longest useful query is a few KB, a batch of ten some tens. */
export const MAX_BODY_BYTES = 100_000
/** Operations in one HTTP batch: the page sends about one per panel. */
export const MAX_BATCH = 10
/** Selection depth: a share through two connections is 7, and fragments count; introspection is bounded apart. */
export const MAX_DEPTH = 12
/** Aliases: one per network and interval on one page is a dozen. */
export const MAX_ALIASES = 30
/** Tokens of a document: introspection by GraphiQL is about 400, the page's largest query about the same. */
export const MAX_TOKENS = 2_000
/** Directives: @include on a handful of fields. */
export const MAX_DIRECTIVES = 20
/** Documents kept parsed: every query of the page and of the scripts beside it. */
export const MAX_CACHED_DOCUMENTS = 200
/** Characters of a document that is kept: the page's longest has 2,000; a tree takes about fifty times its text. */
export const MAX_CACHED_DOCUMENT_LENGTH = 8_000

/** Fields above which an operation is heavy: none of the page's queries is, and no page of 1,000 with a few fields. */
export const HEAVY_COST = 20_000
/** Heavy operations that run at once: each holds up to MAX_READ_BYTES of rows, about 50 MB with its answer. */
export const HEAVY_ADMISSION = { running: 2, waiting: 20, waitMs: 5_000 } as const
/** Light operations that run at once: with the heavy ones as many as there are connections to the store. */
export const LIGHT_ADMISSION = { running: 8, waiting: 100, waitMs: 5_000 } as const
/** Folds of a pool, each for all operations at its head: where heads move faster than that, some are refused as busy. */
export const POOL_ADMISSION = { running: 1, waiting: 2, waitMs: 4_000 } as const
/** Folders of distributions that are hashed at once for their CIDs; one request's come one after another. */
export const CID_ADMISSION = { running: 1, waiting: 20, waitMs: 4_000 } as const
/** Bytes of files that one request may have hashed: a month of 50,000 shares, and a fraction of a second of a core. */
export const MAX_HASHED_BYTES = 50_000_000
/** Rows completed in one turn of the event loop: 3 ms of the widest. */
export const LOOP_ROWS = 100
/** Bytes of all answers whose clients have not read them yet: five of the largest. */
export const MAX_UNSENT_BYTES = 25_000_000
/** Answers up to this are given even then: a few stalled readers of large ones must not silence the page. */
export const SMALL_ANSWER_BYTES = 64_000
/** Time a client has to read its answer: the largest within it is 1.3 Mbit/s. */
export const ANSWER_DEADLINE_MS = 30_000

/** Postgres connections of the api: each operation holds one while it runs, and queues for one otherwise. */
export const POOL_CONNECTIONS = 10
/** A statement longer than this is not a figure anyone waits for. */
export const STATEMENT_TIMEOUT_MS = 5_000
/** How long an operation waits for a free connection before it says the server is busy. */
export const CONNECTION_WAIT_MS = 5_000

/**
 * Open subscriptions: each costs a socket, yoga's request and stream, and one pending value. Measured with 1,000 of
 * `head`: 37 KB of heap and 53 KB resident each, so that all of them stay below 265 MB.
 */
export const MAX_SUBSCRIPTIONS = 5_000
/**
 * Those of one client (see clientAddress.ts: behind a proxy, the address the proxy names): a page opens up to three, an
 * office of thirty people has one address, and no client takes more than a fiftieth of what there is.
 */
export const MAX_SUBSCRIPTIONS_PER_CLIENT = 100
/** How often heads are read while someone listens: faster than any chain we index makes blocks. */
export const HEAD_POLL_MS = 1_000
/** Bytes of POST /jobs. */
export const MAX_JOB_BYTES = 64_000
/** Time a client has to send its headers, and its whole request: enough for a phone, too little for a slow-loris. */
export const HEADERS_TIMEOUT_MS = 10_000
export const REQUEST_TIMEOUT_MS = 30_000
/** How often sockets are looked over for those two: a tenth of the shorter, where Node's own 30 s would triple it. */
export const SOCKET_CHECK_MS = 1_000
/** An idle connection is kept longer than load balancers keep theirs (60 s): it is theirs to close, or a request is lost. */
export const KEEP_ALIVE_MS = 75_000
/** A socket on which nothing moves while an answer is under way: five times the pings of a subscription. */
export const STALLED_MS = 60_000
/**
 * Sockets at once: every subscription, and three thousand that ask and answer. An idle one costs about 10 KB, so that
 * all of them together stay below 100 MB; the one too many is closed unanswered, which costs nothing.
 */
export const MAX_CONNECTIONS = 8_000
/** Sockets of one address on the internet: an office of a hundred browsers with six each, and less than a tenth of all. */
export const MAX_CONNECTIONS_PER_ADDRESS = 600
/** When to come again after a 503: a Postgres restarts in one or two seconds, and a pool is free again sooner. */
export const RETRY_AFTER_SECONDS = 2
