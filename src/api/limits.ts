/** Rows of one page at most: what a table in a page can show, and about 1 MB of JSON. */
export const MAX_PAGE_ROWS = 1_000
/** A page when `first` is not given: a screenful and a bit. */
export const DEFAULT_PAGE_ROWS = 50
/** Rows one operation may ask for over all its lists, nested ones multiplied: twenty full pages. */
export const MAX_OPERATION_ROWS = 20_000
/** What a list costs of that budget even when it asks for fewer rows: a query is never free. */
export const MIN_LIST_COST_ROWS = 10
/** Points of one series: a year of hours is 8,784. */
export const MAX_SERIES_POINTS = 10_000

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
/** graphql-armor's static cost (fields weighted by depth): ten full panels; rows are budgeted at run time above. */
export const MAX_COST = 10_000

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
