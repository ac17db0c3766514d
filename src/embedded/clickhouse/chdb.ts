import { AssayError } from '../../errors'

/** The part of the optional package `chdb` that we use; its own types are not there when it is not installed. */
export interface Connection {
  queryAsync(sql: string, options?: { format?: string }): Promise<Result>
  insert(rows: { table: string; values: Buffer; format: string; columns?: string[] }): Promise<{
    rowsWritten: number
    bytesWritten: number
  }>
  close(): void
}

export interface Result {
  readonly rowsRead: number
  readonly bytesRead: number
  bytes(): Uint8Array
}

interface Chdb {
  Session: new (path: string, options?: { connectionArgs?: readonly string[] }) => Connection
  drainPending(): Promise<void>
}

/** @throws AssayError E-CLICKHOUSE-ENGINE when the package has no build for this machine */
export async function loadChdb(): Promise<Chdb> {
  const name: string = 'chdb'
  try {
    return (await import(name)) as Chdb
  } catch (cause) {
    throw new AssayError('E-CLICKHOUSE-ENGINE', `the embedded ClickHouse engine cannot be loaded: ${String(cause)}`, {
      next: 'Run `npm ci` without --omit=optional on Linux (glibc) or macOS, or set CLICKHOUSE_URL to a server of yours.',
      cause,
    })
  }
}
