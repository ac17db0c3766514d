import { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withSnapshot } from '../../../src/postgres/snapshot'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'

let postgres: TestPostgres
let pool: Pool
beforeAll(async () => {
  postgres = await startTestPostgres()
  pool = new Pool({ connectionString: postgres.url, max: 2 })
})
afterAll(async () => {
  await pool?.end()
  await postgres?.stop()
})

it('a table that was there is not looked for again, and is once it is gone', async () => {
  const rows = () =>
    withSnapshot(pool, async (snapshot) =>
      (await snapshot.hasTable('kept')) ? snapshot.rows('select n from kept') : null,
    )
  expect(await rows()).toBeNull()
  await pool.query('create table kept as select 1 as n')
  expect([await rows(), await rows()]).toEqual([[{ n: 1 }], [{ n: 1 }]])
  await pool.query('drop table kept')
  await expect(rows()).rejects.toThrow('does not exist')
  expect(await rows()).toBeNull()
})
