import { Pool } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type AdvisoryLock, advisoryLocks } from '../../../src/postgres/advisoryLocks'
import { awaitLocksToCommit, shareLock, tryLock } from '../../../src/postgres/lock'
import { transaction } from '../../../src/postgres/transaction'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'

/** Keys as releases have asked for them: one that changed would let an old process and a new one work at once. */
const released: Readonly<Record<AdvisoryLock, string>> = {
  index: "hashtextextended('assay:index:a b', 0)",
  history: "hashtextextended('assay:history', 0)",
  readIndexes: "hashtextextended('assay:read-indexes', 0)",
  replay: "hashtextextended('assay:replay', 0)",
  projector: '7161804',
  migration: '7161803',
  reconciliation: "1919247214, hashtext('a b')",
  audit: "1635083380, hashtext('a b')",
  close: "1920430692, hashtext('close a b')",
  publish: "1920430692, hashtext('publish a b')",
  tell: "hashtextextended('assay:tell', 0)",
  settler: "hashtextextended('settler:a b', 0)",
  assign: "hashtextextended('assign:a b', 0)",
  waits: "hashtextextended('waits:a b', 0)",
  outbox: "hashtextextended('outbox', 0)",
  jobLog: "hashtextextended('job_log:a b', 0)",
}
const names = Object.keys(advisoryLocks) as AdvisoryLock[]

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

it.each(names)('the key of %s is the released one', async (name) => {
  const [old, ours] = await Promise.all([pool.connect(), pool.connect()])
  try {
    await old.query(`select pg_advisory_lock(${released[name]})`)
    expect(await tryLock(ours, name, 'a b')).toBe(false)
  } finally {
    old.release(true)
    ours.release(true)
  }
})

it('no two locks have one key', async () => {
  const client = await pool.connect()
  try {
    // A backend whose connection the test before ended may hold its lock for a moment. Of two locks with one key the second
    // would be got as well, by the same backend, and not be counted.
    for (const name of names) await expect.poll(() => tryLock(client, name, 'a b')).toBe(true)
    const { rowCount } = await client.query(
      "select from pg_locks where locktype = 'advisory' and pid = pg_backend_pid()",
    )
    expect(rowCount).toBe(names.length)
  } finally {
    client.release(true)
  }
})

it('a shared lock keeps others from having it alone until the last is given back', async () => {
  const [one, two] = await Promise.all([pool.connect(), pool.connect()])
  const giveBack = await shareLock(one, 'history')
  expect(await tryLock(two, 'history')).toBe(false)
  await giveBack()
  await giveBack()
  expect(await tryLock(two, 'history')).toBe(true)
  one.release()
  two.release(true)
})

it('locks of a transaction are held to its commit', async () => {
  const rival = await pool.connect()
  await transaction(pool, async (client) => {
    await awaitLocksToCommit(client, 'jobLog', ['t:0', 't:3'])
    expect(await tryLock(rival, 'jobLog', 't:3')).toBe(false)
  })
  expect(await tryLock(rival, 'jobLog', 't:3')).toBe(true)
  rival.release(true)
})
