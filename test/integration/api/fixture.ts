import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { type Api, startApi } from '../../../src/api/server'
import { readEnv } from '../../../src/config/env'
import type { ProfileInput } from '../../../src/config/profile'
import { projectRoot } from '../../../src/config/root'
import { freshDatabase, startTestPostgres } from '../../support/postgres'

export const TOKEN = `0x${'70'.repeat(20)}`
export const POOL = `0x${'90'.repeat(20)}`
export const DISTRIBUTOR = `0x${'d1'.repeat(20)}`
export const TREASURY = `0x${'7e'.repeat(20)}`
export const ALICE = `0x${'a1'.repeat(20)}`
export const BOB = `0x${'b0'.repeat(20)}`
export const DEAD = '0x000000000000000000000000000000000000dead'
/** 10^18: one whole token */
export const ONE = 10n ** 18n
export const START = Date.UTC(2026, 0, 1) / 1000

export const profile: ProfileInput = {
  name: 'testnet',
  chainId: 31337,
  finalityConfirmation: 12,
  token: {
    address: TOKEN,
    symbol: 'TST',
    decimals: 18,
    max: (1000n * ONE).toString(),
    burnSinks: [DEAD, `0x${'0'.repeat(40)}`],
    excludedFromCirculating: [{ address: TREASURY, label: 'treasury' }],
  },
  contracts: {
    stakingPool: { address: POOL, kind: 'destra-pool' },
    distributor: { address: DISTRIBUTOR, kind: 'merkle-distributor' },
  },
  revenueSplitBps: [{ fromBlock: 0, stakers: 6000, nodes: 2500, buyback: 1500 }],
  programs: ['destra.stakers.monthly@eth-month/v1', 'destra.pool'],
}

/** A running api on a database of its own; the server is real PostgreSQL. */
export interface Fixture {
  readonly api: Api
  readonly db: Client
  readonly dbUrl: string
  readonly dashboardDir: string
  readonly folder: string
  readonly profileFile: string
  stop(): Promise<void>
}

/**
 * @param migrated false: an empty database, as it is before `assay migrate`
 * @param variables more of the environment
 * @param contracts more contracts of the profile
 */
export async function startFixture(
  options: { migrated?: boolean; variables?: Record<string, string>; contracts?: ProfileInput['contracts'] } = {},
): Promise<Fixture> {
  const server = await startTestPostgres()
  const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-test-api-'))
  const database = await freshDatabase(server.url, 'api')
  const db = new Client({ connectionString: database.url })
  await db.connect()
  if (options.migrated !== false) await applyMigrations(db)
  const profileFile = path.join(folder, 'testnet.json')
  writeFileSync(profileFile, JSON.stringify({ ...profile, contracts: { ...profile.contracts, ...options.contracts } }))
  const variables = {
    ASSAY_DATA: folder,
    ASSAY_PROFILES: profileFile,
    DB_URL: database.url,
    GQL_PORT: '0',
    ...options.variables,
  }
  const dashboardDir = path.join(folder, 'page')
  const api = await startApi({ readEnv: () => readEnv(variables), dashboardDir })
  return {
    api,
    db,
    dbUrl: database.url,
    dashboardDir,
    folder,
    profileFile,
    stop: async () => {
      await api.close()
      await db.end()
      await server.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function applyMigrations(db: Client): Promise<void> {
  const folder = path.join(projectRoot, 'db/migrations')
  for (const file of readdirSync(folder).sort()) {
    const [migration] = Object.values(await import(path.join(folder, file))) as [new () => Migration]
    await new migration().up({ query: (sql: string) => db.query(sql) })
  }
}

interface Migration {
  up(runner: { query(sql: string): Promise<unknown> }): Promise<void>
}

/** Inserts rows; bigint values become numerics. */
export async function insert(db: Client, table: string, rows: readonly Record<string, unknown>[]): Promise<void> {
  for (const row of rows) {
    const columns = Object.keys(row).map((name) => `"${name}"`)
    const places = columns.map((_, i) => `$${i + 1}`)
    const values = Object.values(row).map((value) => (typeof value === 'bigint' ? value.toString() : value))
    await db.query(`insert into "${table}" (${columns.join(', ')}) values (${places.join(', ')})`, values)
  }
}

/** A GraphQL answer. */
export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at whatever came
  readonly data: any
  readonly errors?: { message: string; extensions: Record<string, unknown> }[]
}

export async function ask(api: Api, query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  return { status: response.status, ...((await response.json()) as object) } as Answer
}

export const hashOf = (block: number) => `0x${block.toString(16).padStart(64, '0')}`
export const timeOf = (block: number) => START + block * 12
