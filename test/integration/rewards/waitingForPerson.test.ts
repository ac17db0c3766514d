import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { approve, hold } from '../../../src/rewards/publish/approve'
import { waitingForPerson, waitingText } from '../../../src/rewards/read/waitingForPerson'
import { tellWaiting } from '../../../src/rewards/tellWaiting'
import { tick } from '../../../src/rewards/tick'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { storeDistributions, storedId } from './support/distributions'
import { Economy, FixtureBlocks, holder, utc } from './support/economy'
import { FakeChain } from './support/fakeChain'

let postgres: TestPostgres
let economy: Economy
beforeAll(async () => {
  postgres = await startTestPostgres()
  economy = await Economy.create(postgres.url, { distributor: holder(500) })
})
afterAll(async () => {
  await economy?.close()
  await postgres?.stop()
})
beforeEach(async () => {
  await economy.pool.query('truncate distribution cascade; truncate reward_fire, reward_publisher, publication')
})

const waiting = async () =>
  (await waitingForPerson(economy.pool, ['fixture'])).map(({ id, state, held }) => [id, state, held])

const run = (publishes: boolean, funds = 1_000_000n) => {
  const chain = new FakeChain(funds)
  return tick({
    ...economy,
    blocks: new FixtureBlocks(utc('2026-09-02T00:00:00')),
    worker: 'test',
    publishing: publishes ? { chain, approver: 'devnet-cron' } : null,
    now: () => new Date(0),
    sleep: async () => undefined,
    log: { info: () => undefined, warn: () => undefined },
  })
}

describe('a program that a person publishes', () => {
  it('waits at each step, the oldest first, until the chain holds it', async () => {
    await storeDistributions(economy, [
      { period: 3, state: 'verified' },
      { period: 1, state: 'approved' },
      { period: 2, state: 'verified', held: 'pot: 9, median of 3 months 1' },
      { period: 4, state: 'verified', distributed: 0n },
      { period: 5, state: 'planned' },
      { period: 6, state: 'published' },
    ])
    expect(await waiting()).toEqual([
      [storedId(1), 'approved', null],
      [storedId(2), 'verified', 'pot: 9, median of 3 months 1'],
      [storedId(3), 'verified', null],
    ])
    expect(await waitingForPerson(economy.pool, ['another'])).toEqual([])
    await economy.pool.query(
      `insert into publication (id, network, distributor, program_id, period, asset, root, total, report_hash, block, block_time, tx_hash)
       select 'p', network, '0x', program_id, period_number, asset, '0x', 1, '0x', 1, 1, '0x' from distribution where id = $1`,
      [storedId(1)],
    )
    expect((await waiting())[0]).toEqual([storedId(2), 'verified', 'pot: 9, median of 3 months 1'])
  })
})

describe('a program that its cron publishes', () => {
  it('waits for a person only where a gate holds it back', async () => {
    await run(true)
    await storeDistributions(economy, [
      { period: 1, state: 'verified' },
      { period: 2, state: 'verified', distributed: 5n },
    ])
    expect(await waiting()).toEqual([])
    await run(true, 2n)
    expect(await waiting()).toEqual([[storedId(2), 'verified', expect.stringMatching(/^balance: /)]])
  })

  it('and that has stopped doing so, or to run, waits as any other', async () => {
    await run(true)
    await storeDistributions(economy, [{ period: 1, state: 'verified' }])
    expect(await waiting()).toEqual([])
    await economy.pool.query(`update distribution set changed_at = now() - interval '61 minutes'`)
    expect(await waiting()).toEqual([[storedId(1), 'verified', null]])
    await economy.pool.query('update distribution set changed_at = now()')
    await run(false)
    expect(await waiting()).toEqual([[storedId(1), 'verified', null]])
  })
})

describe('in words', () => {
  it('how many, and what the oldest waits for', async () => {
    const text = async () => waitingText(await waitingForPerson(economy.pool, ['fixture']))
    expect(await text()).toBeNull()
    await storeDistributions(economy, [{ period: 2, state: 'approved' }])
    expect(await text()).toBe(`1 distribution waits for a person: ${storedId(2)}, to be published`)
    await storeDistributions(economy, [{ period: 1, state: 'verified', held: 'pot: 9' }])
    expect(await text()).toBe(
      `2 distributions wait for a person: the oldest is ${storedId(1)}, to be approved, held by pot: 9`,
    )
  })
})

describe('a webhook', () => {
  it('is told once of each, again when it waits for something else, and again when it did not take it', async () => {
    const bodies: { text: string; waiting: { id: string; state: string }[] }[] = []
    let status = 500
    const server = createServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        if (status === 200) bodies.push(JSON.parse(body))
        response.statusCode = status
        response.end()
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/secret`
    const tell = () => tellWaiting(economy.pool, url, ['fixture'], async () => undefined)
    try {
      expect(await tell()).toBe(0)
      await storeDistributions(economy, [{ period: 1, state: 'verified' }])
      await expect(tell()).rejects.toMatchObject({ code: 'E-WEBHOOK' })
      status = 200
      expect([await tell(), await tell()]).toEqual([1, 0])
      await hold(economy.pool, storedId(1), [{ name: 'balance', detail: 'payer holds 1, to pay 2' }])
      expect([await tell(), await tell()]).toEqual([1, 0])
      await hold(economy.pool, storedId(1), [{ name: 'balance', detail: 'payer holds 0, to pay 2' }])
      expect(await tell()).toBe(0)
      await approve(economy.pool, storedId(1), 'A. Person')
      expect([await tell(), await tell()]).toEqual([1, 0])
      expect(bodies.map(({ text, waiting: [first] }) => [text, first!.state])).toEqual([
        [`1 distribution waits for a person: ${storedId(1)}, to be approved`, 'verified'],
        [
          `1 distribution waits for a person: ${storedId(1)}, to be approved, held by balance: payer holds 1, to pay 2`,
          'verified',
        ],
        [`1 distribution waits for a person: ${storedId(1)}, to be published`, 'approved'],
      ])
      expect(bodies[0]!.waiting).toEqual([
        {
          ...{ id: storedId(1), network: 'fixture', program: 'destra.stakers.monthly', period: 'e1' },
          ...{ end: '1970-01-01T00:03:20.000Z', state: 'verified', held: null },
        },
      ])
    } finally {
      server.close()
    }
  })
})
