import { type AddressInfo, createServer } from 'node:net'
import { Pool, type PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAway } from '../../../src/postgres/away'
import { openClient } from '../../../src/postgres/client'
import { HeldLock } from '../../../src/postgres/heldLock'
import { lend } from '../../../src/postgres/lend'
import { whileAlone } from '../../../src/postgres/lock'
import { openPool } from '../../../src/postgres/pool'
import { transaction } from '../../../src/postgres/transaction'
import { waitUntil } from '../../support/assay'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'

/** More rounds than the pool has connections. */
const ROUNDS = 6

// An error event that nobody listens to ends the process, and fails this whole file. docs/invariants.md#U1
describe('a connection that breaks', () => {
  let postgres: TestPostgres
  let pool: Pool
  let admin: Pool
  beforeAll(async () => {
    postgres = await startTestPostgres()
    pool = openPool(postgres.url, { max: 2, name: 'broken' })
    admin = openPool(postgres.url, { max: 1, name: 'admin' })
  })
  afterAll(async () => {
    await pool?.end()
    await admin?.end()
    await postgres?.stop()
  })

  const kill = (name: string) =>
    admin.query('select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1', [name])
  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    )

  it('fails the query in flight, and the pool lends another', async () => {
    for (let round = 0; round < ROUNDS; round++) {
      const asked = failureOf(transaction(pool, (client) => client.query('select pg_sleep(30)')))
      await waitUntil('the query to run', async () => {
        const { rows } = await admin.query("select from pg_stat_activity where query = 'select pg_sleep(30)'")
        return rows.length === 1
      })
      await kill('broken')
      expect(isAway(await asked)).toBe(true)
    }
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
    expect(pool.totalCount).toBeLessThanOrEqual(2)
  })

  it('between two queries of whoever borrowed it fails the next one', async () => {
    const between = lend(pool, async (client) => {
      await client.query('begin')
      const gone = new Promise((resolve) => client.once('end', resolve))
      await kill('broken')
      await gone
      await client.query('select 1')
    })
    expect(isAway(await failureOf(between))).toBe(true)
    expect((await pool.query('select 1 as one')).rows).toEqual([{ one: 1 }])
  })

  it('gives back a lock that is held, and its place in the pool, and the lock is taken again', async () => {
    const lock = new HeldLock(pool, 'settler', 'held')
    const rival = new HeldLock(admin, 'settler', 'held')
    for (let round = 0; round < ROUNDS; round++) {
      await waitUntil('the lock', () => lock.isHeld())
      expect(await rival.isHeld()).toBe(false)
      const ended = pool.totalCount
      await kill('broken')
      await waitUntil('the place in the pool', async () => pool.totalCount < ended)
    }
    lock.release()
    await waitUntil('the rival to take it', () => rival.isHeld())
    rival.release()
  })

  it('ends what was done alone, and somebody else may do it', async () => {
    const alone = failureOf(
      whileAlone(pool, 'settler', 'alone', async (client) => {
        await kill('broken')
        await client.query('select 1')
      }),
    )
    expect(isAway(await alone)).toBe(true)
    expect(await whileAlone(pool, 'settler', 'alone', async () => 'done')).toBe('done')
  })

  it('is heard however soon it breaks, and whoever opened it', async () => {
    // ready and, in the same packet, ended: a library that listens once it has been lent the connection comes too late
    const { port, stop } = await endsAtOnce()
    const foreign = new Pool({ host: '127.0.0.1', port, user: 'test', database: 'test', max: 1 })
    foreign.on('error', () => undefined)
    const lent = await new Promise<PoolClient>((resolve, reject) =>
      foreign.connect((error, client) => (error ? reject(error) : resolve(client!))),
    )
    expect(isAway(await failureOf(lent.query('select 1')))).toBe(true)
    lent.release(true)
    await foreign.end()
    await stop()
  })

  it('of one client fails its next query', async () => {
    const client = await openClient(postgres.url, 'single')
    const gone = new Promise((resolve) => client.once('end', resolve))
    await kill('single')
    await gone
    expect(isAway(await failureOf(client.query('select 1')))).toBe(true)
    await client.end()
  })
})

/** A server that says it is ready and, in the same packet, that an administrator ends the connection. */
async function endsAtOnce(): Promise<{ readonly port: number; stop(): Promise<void> }> {
  const packet = (type: string, body: Buffer) => {
    const length = Buffer.alloc(4)
    length.writeInt32BE(body.length + 4)
    return Buffer.concat([Buffer.from(type), length, body])
  }
  const fatal = 'SFATAL\0VFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'
  const hello = Buffer.concat([
    packet('R', Buffer.alloc(4)),
    packet('Z', Buffer.from('I')),
    packet('E', Buffer.from(fatal)),
  ])
  const server = createServer((socket) => {
    socket.on('error', () => undefined)
    socket.once('data', () => socket.end(hello))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const stop = async () => void (await new Promise((resolve) => server.close(resolve)))
  return { port: (server.address() as AddressInfo).port, stop }
}
