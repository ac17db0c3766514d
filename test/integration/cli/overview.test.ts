import { afterAll, beforeAll, expect, it } from 'vitest'
import { readOverview } from '../../../src/cli/overview'
import { statusText } from '../../../src/cli/status'
import { readEnv } from '../../../src/config/env'
import { ask, type Fixture, hashOf, insert, POOL, startFixture, timeOf } from '../api/fixture'

let fixture: Fixture
beforeAll(async () => {
  fixture = await startFixture()
  await insert(fixture.db, 'head', [{ id: 'testnet', number: 9, hash: hashOf(9), time: timeOf(9) }])
  await insert(
    fixture.db,
    'quarantine',
    [3, 7].map((block) => ({
      ...{ id: `testnet-${block}`, network: 'testnet', block, tx_hash: hashOf(block), log_index: 0, contract: POOL },
      ...{ topic0: hashOf(100 + block), reason: `unknown event ${block}`, raw: '{}' },
    })),
  )
}, 60_000)
afterAll(() => fixture?.stop())

it('counts logs nobody understood and shows the newest, in `assay status` and over GraphQL', async () => {
  const overview = await readOverview(
    readEnv({ ASSAY_DATA: fixture.folder, ASSAY_PROFILES: fixture.profileFile, DB_URL: fixture.dbUrl }),
  )
  expect(overview.networks).toMatchObject([
    { name: 'testnet', quarantined: 2, newestQuarantined: { block: 7, contract: POOL, reason: 'unknown event 7' } },
  ])
  const { data } = await ask(
    fixture.api,
    '{ quarantined(network: "testnet", first: 1) { totalCount nodes { block topic0 reason } } }',
  )
  expect(data.quarantined).toEqual({
    totalCount: 2,
    nodes: [{ block: 7, topic0: hashOf(107), reason: 'unknown event 7' }],
  })
})

it('says first which distributions wait for a person, in `assay status`, over GraphQL and as a metric', async () => {
  const program = 'destra.stakers.monthly'
  const months = [3, 1, 2].map((n) => ({ id: `testnet:${program}:2026-0${n}`, n }))
  await insert(
    fixture.db,
    'distribution',
    months.map(({ id, n }) => ({
      ...{ id, network: 'testnet', program, program_id: hashOf(1), ruleset: 'eth-month/v1', asset: 'eth' },
      ...{ period: `2026-0${n}`, period_number: 202600 + n, period_start: n, period_end: n + 1 },
      ...{ state: n === 1 ? 'approved' : 'verified', held: n === 2 ? 'pot: 9' : null },
    })),
  )
  await insert(
    fixture.db,
    'report',
    months.map(({ id, n }) => ({
      ...{ distribution_id: id, pinned_block: 1, pinned_hash: hashOf(1), pinned_time: 1, pot: 1, carry_in: 0 },
      ...{ distributed: n === 3 ? 0 : 1, carry: n === 3 ? 1 : 0, total_weight: 1, staked_weight: 1, participants: 1 },
      ...{ shares: n === 3 ? 0 : 1, root: hashOf(2), sha256: hashOf(3), body: '{}' },
    })),
  )
  const overview = await readOverview(
    readEnv({ ASSAY_DATA: fixture.folder, ASSAY_PROFILES: fixture.profileFile, DB_URL: fixture.dbUrl }),
  )
  const of = (n: number) => `testnet:${program}:2026-0${n}`
  expect(overview.waiting.map(({ id }) => id)).toEqual([of(1), of(2)])
  expect(statusText(overview).split('\n')[0]).toBe(
    `2 distributions wait for a person: the oldest is ${of(1)}, to be published`,
  )
  const { data } = await ask(fixture.api, '{ status { waiting { count oldest { id status held } } } }')
  expect(data.status[0].waiting).toEqual({
    count: 2,
    oldest: [
      { id: of(1), status: 'approved', held: null },
      { id: of(2), status: 'verified', held: 'pot: 9' },
    ],
  })
  const metrics = await (await fetch(`${fixture.api.url}/metrics`)).text()
  expect(metrics).toContain('\nassay_waiting_distributions{network="testnet"} 2\n')
})
