import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { startPostgres } from '../../src/devnet/services/postgres'
import { removeOutsideHome } from '../../src/devnet/services/postgres-home'

export type TestPostgres = { readonly url: string; stop(): Promise<void> }

/** One server for a whole test run (start it in vitest's globalSetup): real PostgreSQL, no fsync, gone after `stop`. */
export async function startTestPostgres(): Promise<TestPostgres> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'assay-test-postgres-'))
  const postgres = await startPostgres({ dataDir, durable: false })
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop()
      removeOutsideHome(dataDir)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/**
 * An empty database on a running server.
 * @param name letters, digits and `_`; a suffix makes it unique, so that tests may run at once
 */
export async function freshDatabase(url: string, name: string): Promise<{ url: string; drop(): Promise<void> }> {
  const database = `${name}_${process.pid}_${Math.random().toString(36).slice(2, 8)}`.toLowerCase()
  await asAdmin(url, `create database "${database}"`)
  const own = new URL(url)
  own.pathname = `/${database}`
  return { url: own.href, drop: () => asAdmin(url, `drop database if exists "${database}" with (force)`) }
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
