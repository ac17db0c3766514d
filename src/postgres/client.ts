import { Client } from 'pg'
import { storeAway } from './away'
import './listening'
import { CONNECTION_WAIT_MS } from './pool'

/**
 * Opens a connection of its own, for a session's lock or a command's snapshot. One that breaks fails the query in flight,
 * or the next one.
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
  try {
    await client.connect()
    return client
  } catch (cause) {
    void client.end().catch(() => undefined)
    throw storeAway(url, cause)
  }
}
