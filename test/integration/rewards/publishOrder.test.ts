import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { publishOnce } from '../../../src/rewards/publish/publish'
import { tick } from '../../../src/rewards/tick'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { storeDistributions, storedId } from './support/distributions'
import { Economy, FixtureBlocks, holder, utc } from './support/economy'
import { FakeChain } from './support/fakeChain'

const PERIODS = 120
const all = Array.from({ length: PERIODS }, (_, index) => index + 1)

let postgres: TestPostgres
let economy: Economy
let chain: FakeChain
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())
beforeEach(async () => {
  economy = await Economy.create(postgres.url, { distributor: holder(500) })
  chain = new FakeChain(1_000_000n)
})
afterEach(() => economy?.close())

/** @returns what the log says */
async function run(): Promise<string[]> {
  const lines: string[] = []
  await tick({
    ...economy,
    blocks: new FixtureBlocks(utc('2026-09-02T00:00:00')),
    worker: 'test',
    publishing: { chain, approver: 'devnet-cron' },
    now: () => new Date(0),
    sleep: async () => undefined,
    log: { info: (line) => lines.push(line), warn: (line) => lines.push(`warn ${line}`) },
  })
  return lines
}
/** Fails a gate that only a person overrules: one account has more than half. */
const lopsided = (period: number) =>
  economy.pool.query(
    `insert into report_share (distribution_id, account, amount, weight, remainder, tree_index, explanation)
     values ($1, $2, 1, 1, 0, 0, '{}')`,
    [storedId(period), holder(1)],
  )

describe('a backlog of 120 periods', () => {
  it.each(['verified', 'approved'])('%s: all are published, the oldest first', async (state) => {
    await storeDistributions(
      economy,
      all.map((period) => ({ period, state })),
    )
    await run()
    expect(chain.order).toEqual(all.map(BigInt))
    expect(await run()).toEqual([])
  })

  it('approved after verified, some for nobody: still in order', async () => {
    await storeDistributions(
      economy,
      all.map((period) => ({
        period,
        state: period > 60 ? 'approved' : 'verified',
        distributed: period % 10 === 0 ? 0n : 1n,
      })),
    )
    await run()
    expect(chain.order).toEqual(all.filter((period) => period % 10 > 0).map(BigInt))
  })

  it('one that a gate holds back waits for a person, and so do only others like it', async () => {
    await storeDistributions(
      economy,
      all.map((period) => ({ period, state: 'verified' })),
    )
    const odd = all.filter((period) => period <= 60)
    for (const period of odd) await lopsided(period)
    const lines = await run()
    expect(lines.filter((line) => line.includes('is held back')).length).toBe(60)
    expect(chain.order).toEqual(all.filter((period) => period > 60).map(BigInt))
  })

  it('money for the first ten pays the first ten, whatever is smaller behind them', async () => {
    await storeDistributions(
      economy,
      all.map((period) => ({ period, state: 'verified', distributed: period <= 20 ? 3n : 1n })),
    )
    chain.funds = 32n
    await run()
    expect(chain.order).toEqual(all.slice(0, 10).map(BigInt))
    chain.funds = 1_000n
    await run()
    expect(chain.order).toEqual(all.map(BigInt))
  })
})

describe('what comes before', () => {
  const publishing = () => ({
    pool: economy.pool,
    chain,
    payers: [],
    approvers: null,
    expiry: null,
    distributor: holder(500),
    waitMs: 0,
    sleep: async () => undefined,
  })

  it.each([
    ['approved', { code: 'E-PUBLISH-ORDER', next: expect.stringContaining('rewards publish fixture:') }],
    ['verified', { code: 'E-PUBLISH-ORDER', next: expect.stringContaining('rewards approve fixture:') }],
  ])('%s: is published first', async (state, refusal) => {
    await storeDistributions(economy, [
      { period: 1, state },
      { period: 2, state: 'approved' },
    ])
    await expect(publishOnce(publishing(), storedId(2))).rejects.toMatchObject(refusal)
    expect(chain.order).toEqual([])
  })

  it('held back, or paying nobody: does not keep the next one', async () => {
    await storeDistributions(economy, [
      { period: 1, state: 'verified', held: 'largest share' },
      { period: 2, state: 'verified', distributed: 0n },
      { period: 3, state: 'approved' },
    ])
    expect(await publishOnce(publishing(), storedId(3))).toBe('published')
  })
})
