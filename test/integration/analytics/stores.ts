import { Client } from 'pg'
import { type AnalyticsClient, analyticsClient } from '../../../src/analytics/client'
import { migrate } from '../../../src/cli/migrate'
import { type Env, readEnv } from '../../../src/config/env'
import { TestClickhouse } from '../../support/clickhouse'
import { freshDatabase, startTestPostgres } from '../../support/postgres'

/** Both stores, migrated as `assay migrate` does; a database of its own in each for every test that asks. */
export class TestStores {
  private constructor(
    private readonly postgres: { url: string; stop(): Promise<void> },
    readonly server: TestClickhouse,
  ) {}

  private readonly closing: (() => Promise<unknown>)[] = []

  static async start(): Promise<TestStores> {
    const [postgres, server] = await Promise.all([startTestPostgres(), TestClickhouse.start()])
    return new TestStores(postgres, server)
  }

  async fresh(name: string): Promise<{ env: Env; pg: Client; clickhouse: AnalyticsClient }> {
    const database = await freshDatabase(this.postgres.url, name)
    const env = readEnv({
      ASSAY_DATA: this.server.folder,
      DB_URL: database.url,
      CLICKHOUSE_URL: this.server.url,
      CLICKHOUSE_DATABASE: name,
    })
    await migrate(env)
    const pg = new Client({ connectionString: env.dbUrl })
    pg.on('error', () => undefined)
    await pg.connect()
    const clickhouse = analyticsClient(env)
    this.closing.push(
      () => pg.end(),
      () => clickhouse.close(),
    )
    return { env, pg, clickhouse }
  }

  async stop(): Promise<void> {
    await Promise.allSettled(this.closing.map((close) => close()))
    await Promise.all([this.postgres.stop(), this.server.stop()])
  }
}
