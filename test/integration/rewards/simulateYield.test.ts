import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { parseProfile } from '../../../src/config/profile'
import { destraTiers, tierYield } from '../../../src/economics/yield'
import { withSnapshot } from '../../../src/postgres/snapshot'
import { closeDue } from '../../../src/rewards/close/close'
import { distributionById } from '../../../src/rewards/read'
import { closedFigures } from '../../../src/rewards/read/closedFigures'
import { parseScenario } from '../../../src/simulate/scenario'
import { simulate } from '../../../src/simulate/simulate'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, FixtureBlocks, fixtureProfile, holder, utc } from './support/economy'

const ETHER = 10n ** 18n
let postgres: TestPostgres
let economy: Economy

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())
afterEach(() => economy?.close())

const over = { revenueSplitBps: [{ fromBlock: 0, stakers: 7_500, nodes: 2_500, buyback: 0 }] }
const profile = parseProfile(fixtureProfile({ over }), 'fixture', {})
const whatIf = (scenario: object) =>
  withSnapshot(economy.pool, (snapshot) =>
    simulate(snapshot, profile, parseScenario({ network: 'fixture', ...scenario }, 'what-if'), 'what-if'),
  )

/** Three months of revenue and stakes, closed; the fourth is open. */
async function threeMonths(): Promise<string[]> {
  economy = await Economy.create(postgres.url, { over })
  const blocks = new FixtureBlocks(utc('2025-12-20T00:00:00'))
  await economy.finalAt(blocks.final)
  const { pool } = economy
  await pool.query(`insert into head (id, number, hash, time) values ('fixture', $1, '0x', $2)`, [
    blocks.final,
    FixtureBlocks.timeOf(blocks.final),
  ])
  for (const day of ['2025-09-10', '2025-10-10', '2025-11-10', '2025-12-10']) {
    const at = utc(`${day}T00:00:00`)
    await economy.revenue(at, 6n * ETHER, FixtureBlocks.at(at), 2n * ETHER)
  }
  await economy.stake(holder(1), 1_000n * ETHER, 360, 4, utc('2025-09-02T00:00:00'))
  const late = await economy.stake(holder(2), 500n * ETHER, 90, 2, utc('2025-10-02T00:00:00'))
  await economy.unstake(late, utc('2025-11-20T00:00:00'))
  for (let number = 4; number <= blocks.final; number += 4)
    await pool.query(`insert into block (id, network, number, hash, time) values ($1, 'fixture', $2, $3, $4)`, [
      `fixture-${String(number).padStart(10, '0')}`,
      number,
      (await blocks.header(number)).hash,
      FixtureBlocks.timeOf(number),
    ])
  return (await closeDue({ ...economy, blocks, worker: 'test' })) as string[]
}

it('the real side is what the reports paid; another split changes pots and yields by it', async () => {
  const ids = await threeMonths()
  const { months } = await whatIf({ revenueSplitBps: { stakers: 10_000, nodes: 0, buyback: 0 }, to: '2025-11' })
  expect(months.map(({ month }) => month)).toEqual(['2025-09', '2025-10', '2025-11'])
  for (const [at, id] of ids.entries()) {
    const { report, period } = (await distributionById(economy.pool, id))!
    const { real, whatIf: asked } = months[at]!
    const paid = (await closedFigures(economy.pool, 'fixture', 'destra.stakers.monthly', period))!
    const tiers = destraTiers.map((tier) => tierYield(tier, paid))
    const { pot, carry, stakedWeight } = report!
    expect(real.yields).toMatchObject({ received: 6n * ETHER, pot, carry, stakedWeight, tiers })
    expect(asked.yields!.received).toBe(8n * ETHER)
    expect(asked.yields!.tiers[3]!.ethPerToken / 4n).toBe(asked.yields!.tiers[0]!.ethPerToken)
  }
})

it('a forecast repeats the mean of the last whole months, and says so', async () => {
  await threeMonths()
  const { months } = await whatIf({ forecast: { months: 2, basis: 2 } })
  expect(months.map(({ month, forecast, provisional }) => [month, forecast, provisional])).toEqual([
    ['2025-09', false, false],
    ['2025-10', false, false],
    ['2025-11', false, false],
    ['2025-12', true, false],
    ['2026-01', true, false],
  ])
  const [october, november, december] = months.slice(1).map(({ real }) => real.yields!)
  expect(december!.stakedWeight).toBe((october!.stakedWeight + november!.stakedWeight) / 2n)
  expect(december!.pot).toBe((october!.pot + november!.pot) / 2n)
})

it('a split for a network that pays no stakers is refused by its field', async () => {
  await threeMonths()
  const bare = parseProfile(fixtureProfile({ over: { ...over, programs: [] } }), 'fixture', {})
  const scenario = parseScenario(
    { network: 'fixture', revenueSplitBps: { stakers: 10_000, nodes: 0, buyback: 0 } },
    'what-if',
  )
  await expect(
    withSnapshot(economy.pool, (snapshot) => simulate(snapshot, bare, scenario, 'what-if')),
  ).rejects.toMatchObject({ code: 'E-SCENARIO', details: { field: 'revenueSplitBps' } })
  expect(() => parseScenario({ network: 'x', revenueSplitBps: { stakers: 1, nodes: 1, buyback: 1 } }, 's')).toThrow(
    /field revenueSplitBps: must sum/,
  )
})
