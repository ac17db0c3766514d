import path from 'node:path'
import { Client } from 'pg'
import { DataSource } from 'typeorm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AssayProcess } from '../support/assay'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../support/postgres'

const root = path.resolve(__dirname, '../..')
const tokenOnly = path.join(root, 'profiles/token-only.json')

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

async function database(name: string) {
  const { url } = await freshDatabase(postgres.url, name)
  const assay = (...args: string[]) =>
    AssayProcess.run(args, { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: '/nowhere' })
  return { url, assay }
}

describe('assay migrate', () => {
  it('makes exactly the tables of schema.graphql: the ORM finds nothing to change', async () => {
    const { url, assay } = await database('drift')
    expect(await assay('migrate')).toMatchObject({ code: 0 })
    // typeorm-config resolves the built model from the project's folder, and the database from its own variable.
    const { createOrmConfig } = require('@subsquid/typeorm-config') as {
      createOrmConfig: (options: { projectDir: string }) => object
    }
    const source = new DataSource({ ...createOrmConfig({ projectDir: root }), migrations: [], url } as never)
    await source.initialize()
    try {
      const { upQueries } = await source.driver.createSchemaBuilder().log()
      // It knows no index of some rows only, and would do without.
      expect(upQueries.map(({ query }) => query)).toEqual([
        'DROP INDEX "public"."event_by_kind"',
        'DROP INDEX "public"."movement_burns"',
      ])
    } finally {
      await source.destroy()
    }
  })

  it('--check says what is missing, then that nothing is; a newer schema is refused', async () => {
    const { url, assay } = await database('check')
    const before = await assay('migrate', '--check')
    expect(before.code).toBe(1)
    expect(before.output).toContain('lacks')
    expect(await assay('migrate')).toMatchObject({ code: 0 })
    expect(await assay('migrate', '--check')).toMatchObject({ code: 0 })
    const db = new Client({ connectionString: url })
    await db.connect()
    await db.query("insert into migrations (timestamp, name) values (9999999999999, 'Tomorrow9999999999999')")
    await db.end()
    const after = await assay('migrate', '--check')
    expect(after.code).toBe(1)
    expect(after.output).toContain('newer than this build')
  })

  it('two at once: one works, the other finds nothing to do', async () => {
    const { assay } = await database('twice')
    const runs = await Promise.all([assay('migrate'), assay('migrate')])
    expect(runs.map(({ code }) => code)).toEqual([0, 0])
    expect(runs.filter(({ output }) => output.includes('up to date'))).toHaveLength(1)
  })

  it.each([['migrate'], ['migrate', '--check'], ['replay']])(
    '%s without Postgres says where it looked',
    async (...args) => {
      const env = { DB_URL: 'postgres://me:hidden@127.0.0.1:1/here', CLICKHOUSE_URL: '', ASSAY_PROFILES: tokenOnly }
      const { code, output } = await AssayProcess.run(args, { ...env, ASSAY_DATA: '/nowhere' })
      expect(code).toBe(2)
      expect(output).toContain('E-STORE-AWAY: Postgres does not let us in at 127.0.0.1:1/here')
      expect(output).toContain('next: Start it')
      expect(output).not.toContain('hidden')
    },
  )
})
