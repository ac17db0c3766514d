import { afterAll, beforeAll, expect, it } from 'vitest'
import { readOverview } from '../../../src/cli/overview'
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
