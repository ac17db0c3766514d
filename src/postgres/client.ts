import { Client } from 'pg'
import { storeAway } from './away'
import { CONNECTION_WAIT_MS } from './pool'

/**
 * One connection, for what must be one: a session's lock, a snapshot of a command. It has an `error` listener like
 * those of a pool: one that breaks fails the query in flight, or the next one, and ends no process.
 * @param name as `pg_stat_activity` shows it
 * @throws AssayError E-STORE-AWAY
 */
export async function openClient(url: string, name: string): Promise<Client> {
  const client = new Client({
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: CONNECTION_WAIT_MS,
    keepAlive: true,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return client
  } catch (cause) {
    void client.end().catch(() => undefined)
    throw storeAway(url, cause)
  }
}
