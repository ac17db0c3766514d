import { afterAll, beforeAll, expect, it } from 'vitest'
import { gateFacts } from '../../../src/rewards/publish/gateFacts'
import { sanityGates } from '../../../src/rewards/publish/gates'
import { distributionById } from '../../../src/rewards/read/distributions'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { storeDistributions, storedId } from './support/distributions'
import { Economy } from './support/economy'

let postgres: TestPostgres
let economy: Economy
beforeAll(async () => {
  postgres = await startTestPostgres()
  economy = await Economy.create(postgres.url)
})
afterAll(async () => {
  await economy?.close()
  await postgres?.stop()
})

it('compares with the last periods that paid somebody, over those that paid nobody', async () => {
  await storeDistributions(economy, [
    { period: 1, state: 'settled', distributed: 90n, participants: 20 },
    { period: 2, state: 'settled', distributed: 110n, participants: 22 },
    { period: 3, state: 'settled', distributed: 100n, participants: 21 },
    { period: 4, state: 'settled', distributed: 0n, participants: 0 },
    { period: 5, state: 'settled', distributed: 0n, participants: 0 },
    { period: 6, state: 'verified', distributed: 100n, participants: 41 },
  ])
  const facts = await gateFacts(economy.pool, (await distributionById(economy.pool, storedId(6)))!, 100n)
  expect(facts.earlier).toEqual([
    { pot: 100n, participants: 21 },
    { pot: 110n, participants: 22 },
    { pot: 90n, participants: 20 },
  ])
  expect(sanityGates(facts).filter(({ ok }) => !ok)).toEqual([])
})
