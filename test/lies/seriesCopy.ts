import { type AnalyticsClient, analyticsClient } from '../../src/analytics/client'
import type { Env } from '../../src/config/env'
import type { SeriesLie } from './lie'

/** Where lies are planted, and what is put back from. */
const [WORK, TRUE] = ['assay_lies', 'assay_lies_true']

/** A copy of ClickHouse's tables, parts linked and not copied: an instance's own are never written to. */
export class SeriesCopy {
  private readonly keys = new Map<string, readonly string[]>()

  private constructor(
    private readonly client: AnalyticsClient,
    /** names of the copy */
    readonly env: Env,
    /** how far each network was projected when it was made */
    readonly cursors: readonly { readonly network: string; readonly block: number }[],
  ) {}

  static async of(env: Env, cursors: SeriesCopy['cursors']): Promise<SeriesCopy> {
    const client = analyticsClient(env)
    const copy = new SeriesCopy(client, { ...env, CLICKHOUSE_DATABASE: WORK }, cursors)
    await copy.drop()
    const { CLICKHOUSE_DATABASE: from } = env
    // Hours before their facts: what comes meanwhile is then above the cursor, and its hour is left out.
    const found = await client.query({
      query: `SELECT name, sorting_key FROM system.tables WHERE database = {from:String} AND partition_key = 'network'
        ORDER BY name LIKE '%\\_hour' DESC`,
      query_params: { from },
      format: 'JSONEachRow',
    })
    for (const database of [WORK, TRUE]) await copy.run(`CREATE DATABASE ${database}`)
    for (const { name, sorting_key } of await found.json<{ name: string; sorting_key: string }>()) {
      copy.keys.set(name, sorting_key.split(', '))
      for (const database of [WORK, TRUE]) await copy.run(`CREATE TABLE ${database}.${name} AS ${from}.${name}`)
      await copy.fill(`${TRUE}.${name}`, `${from}.${name}`)
      await copy.fill(`${WORK}.${name}`, `${TRUE}.${name}`)
    }
    return copy
  }

  /** @returns the columns of the row that was picked; undefined where there is none */
  async plant({ table, pick, to }: SeriesLie, network: string): Promise<Record<string, string> | undefined> {
    const where = `FROM ${TRUE}.${table} WHERE network = '${network}' ${pick}`
    const found = await this.client.query({ query: `SELECT * ${where}`, format: 'JSONEachRow' })
    const [row] = await found.json<Record<string, string>>()
    if (!row) return undefined
    if (to !== 'twice') {
      const same = this.keys.get(table)!.map((column) => `toString(${column}) = '${row[column]}'`)
      const rows = `network = '${network}' AND ${same.join(' AND ')}`
      await this.run(`ALTER TABLE ${WORK}.${table} DELETE WHERE ${rows} SETTINGS mutations_sync = 2`)
    }
    if (to !== null) {
      const other = to === 'twice' ? '' : `REPLACE (${Object.entries(to).map(([column, as]) => `${as} AS ${column}`)})`
      await this.run(`INSERT INTO ${WORK}.${table} SELECT * ${other} FROM (SELECT * ${where})`)
    }
    return row
  }

  async undo({ table }: SeriesLie): Promise<void> {
    await this.run(`TRUNCATE TABLE ${WORK}.${table}`)
    await this.fill(`${WORK}.${table}`, `${TRUE}.${table}`)
  }

  async drop(): Promise<void> {
    for (const database of [WORK, TRUE]) await this.run(`DROP DATABASE IF EXISTS ${database}`)
  }

  async close(): Promise<void> {
    await this.drop()
    await this.client.close()
  }

  private async fill(table: string, from: string): Promise<void> {
    for (const { network } of this.cursors)
      await this.run(`ALTER TABLE ${table} ATTACH PARTITION '${network}' FROM ${from}`)
  }

  private run(query: string): Promise<unknown> {
    return this.client.command({ query })
  }
}
