import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { removeOutsideHome } from '../../../src/embedded/postgres/home'
import { type Postgres, startPostgres } from '../../../src/embedded/postgres/postgres'
import { AssayProcess } from '../../support/assay'
import { TestClickhouse } from '../../support/clickhouse'

const TEMPLATE = 'simulation_template'

/** The stores trials run on: one Postgres with a template database, and ClickHouse from the first trial that asks. */
export class Lane {
  private opened: TestClickhouse | undefined
  private made = 0

  private constructor(
    readonly folder: string,
    public postgres: Postgres,
  ) {}

  static async open(): Promise<Lane> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'assay-simulation-'))
    const postgres = await startPostgres({ dataDir: folder, durable: false })
    const lane = new Lane(folder, postgres)
    // Postgres runs in a session of its own and would outlive us.
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => void lane.close().finally(() => process.exit(130)))
    try {
      await lane.admin(`create database ${TEMPLATE}`)
      await lane.migrate(lane.urlOf(TEMPLATE), {})
      return lane
    } catch (error) {
      await lane.close()
      throw error
    }
  }

  /** A migrated database of its own. */
  async database(): Promise<{ name: string; url: string }> {
    const name = `trial_${++this.made}`
    await this.admin(`create database ${name} template ${TEMPLATE}`)
    // Nothing here survives the machine; but what Postgres has acknowledged must survive Postgres, or a job that was
    // accepted is lost by the harness.
    await this.admin(`alter database ${name} set synchronous_commit = on`)
    return { name, url: this.urlOf(name) }
  }

  async drop(name: string): Promise<void> {
    await this.admin(`drop database if exists ${name} with (force)`)
  }

  async clickhouse(): Promise<TestClickhouse> {
    this.opened ??= await TestClickhouse.start()
    return this.opened
  }

  async migrate(url: string, env: Record<string, string>): Promise<void> {
    const { code, output } = await AssayProcess.run(
      ['migrate'],
      this.env({ ASSAY_DATA: this.folder, DB_URL: url, ...env }),
    )
    if (code !== 0) throw new Error(`assay migrate ended with ${code}\n${output}`)
  }

  /** What every command gets: nothing of the caller's own Assay. */
  env(more: Record<string, string>): Record<string, string> {
    return { CLICKHOUSE_URL: '', ...more }
  }

  /**
   * Ends Postgres as a power cut would (SIGKILL), or as an administrator in a hurry (SIGQUIT: `immediate`, SIGINT:
   * `fast`), and starts it again on the same data.
   */
  async crashPostgres(signal: 'SIGKILL' | 'SIGQUIT' | 'SIGINT', awayMs = 0): Promise<void> {
    const { pid, port, exited } = this.postgres
    process.kill(pid, signal)
    await exited
    if (awayMs > 0) await sleep(awayMs)
    this.postgres = await startPostgres({ dataDir: this.folder, durable: false, port })
  }

  async close(): Promise<void> {
    await this.opened?.stop()
    await this.postgres.stop()
    removeOutsideHome(this.folder)
    rmSync(this.folder, { recursive: true, force: true })
  }

  private urlOf(name: string): string {
    const url = new URL(this.postgres.url)
    url.pathname = `/${name}`
    return url.href
  }

  private async admin(statement: string): Promise<void> {
    const client = new Client({ connectionString: this.postgres.url })
    client.on('error', () => undefined)
    await client.connect()
    try {
      await client.query(statement)
    } finally {
      await client.end()
    }
  }
}
