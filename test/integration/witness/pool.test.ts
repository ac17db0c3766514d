import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { periodAccounts } from '../../../src/economics/pool/periodAccount'
import { type PoolState, periodOf } from '../../../src/economics/pool/state'
import { inTransaction } from '../../../src/postgres/transaction'
import { type PoolClaim, type PoolPeriod, poolClaims, poolPeriods, stakeDoubts } from '../../../src/witness/pool'
import { readPart, statementOf } from '../../../src/witness/statement'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Log } from './log'
import { callPool } from './poolCalls'

const SEEDS = 8

let postgres: TestPostgres
let db: Client
const pools: { readonly log: Log; readonly pool: PoolState }[] = []

beforeAll(async () => {
  postgres = await startTestPostgres()
  db = new Client({ connectionString: postgres.url })
  await db.connect()
  await Log.createTable(db)
  for (let seed = 0; seed < SEEDS; seed++) {
    const log = new Log(`pool ${seed}`)
    pools.push({ log, pool: callPool(log.network, log) })
    await log.write(db)
  }
  await db.query('analyze event')
})
afterAll(async () => {
  await db?.end()
  await postgres?.stop()
})

async function all<T>(rows: AsyncGenerator<T>): Promise<T[]> {
  const found: T[] = []
  for await (const row of rows) found.push(row)
  return found
}

/** @param read gives the parts of a statement */
function asked(n: number, read = readPart, block?: number): Promise<{ claims: PoolClaim[]; periods: PoolPeriod[] }> {
  const { log } = pools[n]!
  const at = { block: block ?? log.height, time: log.now }
  const ask = async () => ({
    claims: await all(poolClaims(db, log.network, at, statementOf('pool-claims', read))),
    periods: await all(poolPeriods(db, log.network, at, statementOf('pool-periods', read))),
  })
  return inTransaction(db, ask, 'read-only snapshot')
}

/** What the first implementation says of each period, as text. */
function accounts({ pool, log }: { readonly pool: PoolState; readonly log: Log }): string[] {
  return periodAccounts(pool, log.now).map(({ period, deposited, claimed, claimable, stranded, overClaimed }) => {
    const { booked, claimedWeight, forfeitedWeight } = periodOf(pool, period)
    const weights = [booked, claimedWeight, forfeitedWeight]
    return [period, deposited, claimed, ...weights, claimable, stranded, overClaimed.length].join(' ')
  })
}

function said(periods: readonly PoolPeriod[]): string[] {
  return periods.map((each) => {
    const { period, deposited, claimed, booked, claimedWeight, forfeitedWeight, claimable, stranded, refused } = each
    return [period, deposited, claimed, booked, claimedWeight, forfeitedWeight, claimable, stranded, refused].join(' ')
  })
}

const wrong = (claims: readonly PoolClaim[]) => claims.filter(({ paid, expected }) => paid !== expected)

const misannounced = (periods: readonly PoolPeriod[]) =>
  periods.filter(({ announced, booked }) => announced !== null && announced !== booked)

describe('a pool of the third generation', () => {
  it.each(Array.from({ length: SEEDS }, (_, n) => [n]))('seed %i: weights, claims and stranded ETH', async (n) => {
    const { claims, periods } = await asked(n)
    expect(claims.length).toBeGreaterThan(5)
    expect(wrong(claims)).toEqual([])
    expect(said(periods)).toEqual(accounts(pools[n]!))
    expect(misannounced(periods)).toEqual([])
    expect(periods.some(({ stranded }) => stranded !== '0')).toBe(true)
  })

  it('says the same of an earlier block, whatever has come since', async () => {
    const { height } = pools[1]!.log
    for (let block = 20; block < height; block += 10) {
      const { claims, periods } = await asked(1, readPart, block)
      expect(wrong(claims)).toEqual([])
      expect(misannounced(periods)).toEqual([])
    }
    const open = 'case when closed_block <= last_block then closed end as closed'
    expect(readPart('pool')).toContain(open)
    const foreseeing = (name: string) => readPart(name).replace(open, 'closed')
    let found = 0
    for (let block = 20; block < height; block += 10)
      found += misannounced((await asked(1, foreseeing, block)).periods).length
    expect(found).toBeGreaterThan(0)
  })

  it.each([
    ['a claim leaves the weight as it was', 'pool-claims', 'booked - coalesce(sum(weight) over earlier, 0)', 'booked'],
    ['a claim counts withdrawn stakes', 'pool', 'k.closed is null or (k.closed_block', 'true or (k.closed_block'],
    ['an early unstake leaves its weight', 'pool', 'where k.closed is null or k.closed >= k."end"', 'where true'],
    ['a booking reaches one period less', 'pool', '30 * 86400) + 1 as booked', '30 * 86400) as booked'],
    [
      'an index that lags behind loses no booking',
      'pool',
      'p between index_then and index_then + div(lock, 30 * 86400) + 1',
      'true',
    ],
    ['the second of the end counts', 'pool', 'where start + threshold <=', 'where start + threshold <'],
    ['who claimed waits again', 'pool-periods', 'k.closed is null and c.account is null', 'k.closed is null'],
  ])('a bug in the second implementation shows: %s', async (_, part, from, to) => {
    expect(readPart(part)).toContain(from)
    const read = (name: string) => (name === part ? readPart(name).replaceAll(from, to) : readPart(name))
    const shows = async (each: (typeof pools)[number], n: number) => {
      const { claims, periods } = await asked(n, read)
      return wrong(claims).length > 0 || said(periods).join() !== accounts(each).join()
    }
    let found = false
    for (const [n, each] of pools.entries()) found ||= await shows(each, n)
    expect(found).toBe(true)
  })

  it('says where nothing tells which of two equal stakes was withdrawn', async () => {
    const log = new Log('two equal stakes')
    const terms = { amount: 5, lockinPeriod: 30 * 86_400 }
    for (const user of ['0xa1', '0xa1', '0xa2', '0xa2']) {
      log.at(1_000)
      log.event('destra-pool.Staked', { user, ...terms })
    }
    const word = `2e17de78${'1'.padStart(64, '0')}`
    log.at(2_000)
    log.event('destra-pool.Unstaked', { user: '0xa1', amount: 5, penalty: 0, callTo: '0xw', callInput: '0x' })
    log.event('destra-pool.Unstaked', { user: '0xa2', amount: 5, penalty: 0, callTo: '0xw', callInput: `0x${word}` })
    await log.write(db)
    expect(await stakeDoubts(db, log.network)).toEqual([{ owner: '0xa1', block: 5, index: 0 }])
  })

  it('shows a claim of which one wei was changed, by block and account', async () => {
    const { log } = pools[0]!
    const last = `select max(block) from event where network = $1 and kind = 'destra-pool.RewardClaimed'`
    const changed = await db.query(
      `update event set data = data || jsonb_build_object('reward', (data->>'reward')::numeric + 1)
       where network = $1 and kind = 'destra-pool.RewardClaimed' and block = (${last}) returning block, data->>'user' as account`,
      [log.network],
    )
    const named = wrong((await asked(0)).claims).map(({ block, account }) => ({ block, account }))
    expect(named).toEqual(changed.rows)
  })
})
