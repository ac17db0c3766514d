import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { hold } from '../../../src/rewards/publish/approve'
import { approveByPerson } from '../../../src/rewards/publish/approveByPerson'
import { distributionById } from '../../../src/rewards/read'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { storeDistributions, storedId } from './support/distributions'
import { Economy } from './support/economy'

const by = 'A. Person'
const id = storedId(2)

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
/** The second period has a tenth of the first one's people. */
beforeEach(async () => {
  await economy.pool.query('truncate distribution cascade; truncate reward_fire')
  await storeDistributions(economy, [
    { period: 1, state: 'settled', distributed: 100n, participants: 200 },
    { period: 2, state: 'verified', distributed: 100n, participants: 20 },
  ])
})

const stored = async (of = id) => {
  const { state, held, approvedBy, approvedDespite, approvedReason } = (await distributionById(economy.pool, of))!
  return { state, held, approvedBy, approvedDespite, approvedReason }
}
const untouched = { state: 'verified', held: null, approvedBy: null, approvedDespite: null, approvedReason: null }

it('over a failed gate: nothing without its name', async () => {
  await expect(approveByPerson(economy.pool, id, { by, despite: null }, 100n)).rejects.toMatchObject({
    code: 'E-GATE',
    message: `distribution ${id} fails participants: 20 after 200, allowed ×3 either way`,
    next: expect.stringContaining(`assay rewards approve ${id} --by NAME --despite participants --reason`),
  })
  const despite = { gates: ['pot'], reason: 'a whale left' } as const
  await expect(approveByPerson(economy.pool, id, { by, despite }, 100n)).rejects.toMatchObject({ code: 'E-GATE' })
  expect(await stored()).toEqual(untouched)
})

it('over a failed gate: its name and the reason are kept', async () => {
  await hold(economy.pool, id, [{ name: 'participants', detail: '20 after 200, allowed ×3 either way' }])
  const despite = { gates: ['participants'], reason: 'a campaign ended' } as const
  await approveByPerson(economy.pool, id, { by, despite }, 100n)
  expect(await stored()).toEqual({
    state: 'approved',
    held: null,
    approvedBy: by,
    approvedDespite: ['participants'],
    approvedReason: 'a campaign ended',
  })
})

it('names no gate that holds, and no gate without a reason', async () => {
  const both = { gates: ['participants', 'balance'], reason: 'a campaign ended' } as const
  await expect(approveByPerson(economy.pool, id, { by, despite: both }, 100n)).rejects.toMatchObject({
    code: 'E-GATE',
    message: `distribution ${id} does not fail balance`,
  })
  const silent = { gates: ['participants'], reason: ' ' } as const
  await expect(approveByPerson(economy.pool, id, { by, despite: silent }, 100n)).rejects.toMatchObject({
    code: 'E-GATE-REASON',
  })
  expect(await stored()).toEqual(untouched)
})

it('without a key the balance is what held it last', async () => {
  const poor = storedId(3)
  await storeDistributions(economy, [{ period: 3, state: 'verified', distributed: 100n, participants: 20 }])
  await hold(economy.pool, poor, [
    // Its words look like two gates; they are one.
    { name: 'pot', detail: 'pot 1; balance: 5' },
    { name: 'balance', detail: 'payer holds 1, to pay 100' },
  ])
  await expect(approveByPerson(economy.pool, poor, { by, despite: null }, null)).rejects.toMatchObject({
    code: 'E-GATE',
    message: `distribution ${poor} fails balance: payer holds 1, to pay 100`,
  })
  await approveByPerson(economy.pool, poor, { by, despite: null }, 100n)
  expect(await stored(poor)).toEqual({ ...untouched, state: 'approved', approvedBy: by })
})
