import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { type Program, programsOf } from '../../../src/rewards/programs'
import { available } from '../../../src/rewards/publish/available'
import { publishOnce } from '../../../src/rewards/publish/publish'
import { tick } from '../../../src/rewards/tick'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { storeDistributions, storedId } from './support/distributions'
import { Economy, FixtureBlocks, fixtureProfile, holder, utc } from './support/economy'
import { FakeChain } from './support/fakeChain'

const NODES = 'destra.nodes.monthly'
const STAKERS = 'destra.stakers.monthly'

let postgres: TestPostgres
let economy: Economy
let chain: FakeChain
let programs: Program[]
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())
/** Two programs that pay ETH by one key, 10 each, where the key holds 15. */
beforeEach(async () => {
  const over = { programs: [STAKERS, NODES] }
  economy = await Economy.create(postgres.url, { distributor: holder(500), over })
  programs = programsOf(parseProfile(fixtureProfile({ distributor: holder(500), over }), 'fixture', {}))
  chain = new FakeChain(15n)
})
afterEach(() => economy?.close())

async function run(program: Program): Promise<string[]> {
  const lines: string[] = []
  await tick({
    ...economy,
    program,
    blocks: new FixtureBlocks(utc('2026-09-02T00:00:00')),
    worker: 'test',
    publishing: { chain, approver: 'devnet-cron' },
    now: () => new Date(0),
    sleep: async () => undefined,
    log: { info: (line) => lines.push(line), warn: (line) => lines.push(`warn ${line}`) },
  })
  return lines
}
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
const stateOf = async (program: string) =>
  (await economy.pool.query('select state from distribution where id = $1', [storedId(1, program)])).rows[0].state

describe('two programs with one key, and money for one', () => {
  const store = (stakers: string, nodes: string) =>
    storeDistributions(economy, [
      { program: STAKERS, period: 1, state: stakers, distributed: 10n },
      { program: NODES, period: 1, state: nodes, distributed: 10n },
    ])

  it('what one has approved is not the other’s to count', async () => {
    await store('approved', 'verified')
    // On its way: sent, and in no block.
    chain.mines = false
    expect(await run(programs[0]!)).toEqual([`sent ${storedId(1)}`])
    expect(await run(programs[1]!)).toEqual([
      `warn ${storedId(1, NODES)} is held back, approve it by hand: balance: payer holds 5, to pay 10`,
    ])
    chain.mine()
    chain.mines = true
    await run(programs[0]!)
    expect([await stateOf(STAKERS), await stateOf(NODES)]).toEqual(['published', 'verified'])
    chain.funds += 10n
    expect(await run(programs[1]!)).toEqual([`published ${storedId(1, NODES)}`])
    expect(chain.funds).toBe(5n)
  })

  it('both approved by hand: the second is not sent on the money of the first', async () => {
    await store('approved', 'approved')
    chain.mines = false
    expect(await publishOnce(publishing(), storedId(1))).toBe('sent')
    await expect(publishOnce(publishing(), storedId(1, NODES))).rejects.toMatchObject({ code: 'E-BALANCE' })
    const { rows } = await economy.pool.query('select distribution_id from pay_marker')
    expect(rows).toEqual([{ distribution_id: storedId(1) }])
    chain.mine()
    chain.mines = true
    expect(await publishOnce(publishing(), storedId(1))).toBe('published')
    chain.funds += 5n
    expect(await publishOnce(publishing(), storedId(1, NODES))).toBe('published')
    expect(chain.funds).toBe(0n)
  })

  it('what another draws on accounts of its own takes nothing from this one', async () => {
    await store('approved', 'verified')
    const [own, theirs, common] = [holder(1), holder(2), holder(3)]
    chain.funds = 0n
    const asset = holder(700)
    await economy.pool.query('update distribution set asset = $1', [asset])
    for (const [payer, amount] of [
      [own, 20n],
      [theirs, 4n],
      [common, 3n],
    ] as const)
      chain.held.set(payer, amount)
    const program = { ...programs[1]!, asset, payers: [own, common] }
    expect(await available(economy.pool, chain, { ...program, beside: [] })).toBe(23n)
    // 10 are owed to the other: of what both can reach it may take the common 3.
    const beside = [{ name: STAKERS, payers: [theirs, common] }]
    expect(await available(economy.pool, chain, { ...program, beside })).toBe(20n)
    chain.held.set(chain.signer, 9n)
    expect(await available(economy.pool, chain, { ...program, beside })).toBe(22n)
  })
})
