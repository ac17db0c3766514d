import { AssayError } from '../errors'

/** SQLSTATEs of a server that shuts down, starts up or refuses log-ins, and error codes of the socket. */
const AWAY = /^(08...|57P0[1-4]|28...|EPIPE|ECONN\w+|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOST\w+|ENET\w+)$/
/** A wrong password, a database that is not there, a name that no resolver knows. */
const REFUSAL = /^(28...|3D000|ENOTFOUND)$/
/** Serialisation failure, deadlock, lack of resources, an operator's cancel: the work is not at fault, and is retried. */
const AGAIN = /^(40001|40P01|53...|57014|25P03)$/
/** Messages of `pg` without a code: its connection ended, could not be opened, or does not answer. */
const AWAY_TEXT =
  /connection terminated|connection error and is not queryable|client was closed|query read timeout|connection ended/i
/** Message of TypeORM for a connection that ended between two statements of a transaction. */
const RELEASED_TEXT = /query runner.*already released/i
/** Message of `pg` for a pool all of whose connections are lent. */
const BUSY_TEXT = /timeout exceeded when trying to connect/i

/** Whether Postgres was away: the outcome of the query is unknown, and a later retry may succeed. */
export function isAway(error: unknown): boolean {
  return some(error, ({ code, message }) =>
    typeof code === 'string' ? AWAY.test(code) : AWAY_TEXT.test(message) || RELEASED_TEXT.test(message),
  )
}

/** Whether Postgres refuses for good: waiting mends no wrong password, database or host name. */
export function isRefusal(error: unknown): boolean {
  return some(error, ({ code }) => typeof code === 'string' && REFUSAL.test(code))
}

/** Whether the database, not the work, was at fault, so that the work may be retried. */
export function isTransient(error: unknown): boolean {
  if (isAway(error) || isBusy(error)) return true
  return some(error, ({ code }) => typeof code === 'string' && AGAIN.test(code))
}

/** Whether no connection was free. */
export function isBusy(error: unknown): boolean {
  return some(error, ({ code, message }) => code === '53300' || (code === undefined && BUSY_TEXT.test(message)))
}

/** Tests an error and its causes: TypeORM wraps the driver's, Node has one for each address of a host. */
function some(error: unknown, is: (error: { code?: unknown; message: string }) => boolean): boolean {
  if (!(error instanceof Error)) return false
  if (is(error)) return true
  const { driverError, errors } = error as { driverError?: unknown; errors?: unknown }
  if (driverError !== undefined && driverError !== error && some(driverError, is)) return true
  return Array.isArray(errors) && errors.some((each) => some(each, is))
}

/** @param url of which only the host and the database's name are shown */
export function storeAway(url: string, cause: unknown): AssayError {
  const { host, pathname } = new URL(url)
  return new AssayError('E-STORE-AWAY', `Postgres does not let us in at ${host}${pathname}: ${reason(cause)}`, {
    next: 'Start it, or name another in DB_URL or DB_HOST, DB_PORT, DB_USER, DB_PASS, DB_NAME.',
    cause,
    retryable: true,
  })
}

function reason(cause: unknown): string {
  const { message, code } = cause as { message?: string; code?: string }
  return message || code || 'no answer'
}
