import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALICE, ask, BOB, type Fixture, hashOf, insert, ONE, POOL, startFixture } from './fixture'

const DAY = 86_400
const BORN = Date.UTC(2026, 0, 1) / 1000
const network = 'testnet'

/** Alice and Bob stake 100 for 90 days each; 1 ETH for period 0; Bob leaves on day 31, Alice has claimed before him. */
async function tellPool(fixture: Fixture): Promise<void> {
  const { db } = fixture
  let block = 0
  const event = (day: number, kind: string, data: Record<string, string>) => {
    block += 1
    return {
      ...{ id: `${network}-${block}`, network, block, block_hash: hashOf(block), block_time: BORN + day * DAY },
      ...{ log_index: 0, part: 0, tx_hash: hashOf(block), tx_index: 0, contract: POOL, kind, version: 1 },
      data: JSON.stringify(data),
    }
  }
  const amount = String(100n * ONE)
  const staked = (user: string) => event(0, 'Staked', { user, amount, lockinPeriod: String(90 * DAY) })
  await insert(db, 'event', [
    staked(ALICE),
    staked(BOB),
    event(0, 'RewardDeposited', { periodIndex: '0', amount: String(ONE) }),
    event(31, 'RewardPeriodTransition', {
      ...{ oldPeriodIndex: '0', newPeriodIndex: '1' },
      ...{ newPeriodStartTime: String(BORN + 30 * DAY), newPeriodEndTime: String(BORN + 60 * DAY) },
    }),
    event(31, 'RewardClaimed', { user: ALICE, periodIndex: '0', reward: String(ONE / 2n) }),
    event(32, 'RewardDeposited', { periodIndex: '1', amount: String(3n * ONE) }),
    event(33, 'Unstaked', { user: BOB, amount, penalty: String(13n * ONE) }),
  ])
  const position = (owner: string, closed: object) => ({
    ...{ id: `${network}-${POOL}-${owner}-0`, network, pool: POOL, owner, index: 0, amount: 100n * ONE },
    ...{ lock_seconds: 90 * DAY, multiplier: 2, start: BORN, unlock: BORN + 90 * DAY, threshold: 15 * DAY },
    ...{ period_index: 0, opened_block: 1, opened_by: hashOf(1), status: 'open', ...closed },
  })
  await insert(db, 'position', [
    position(ALICE, {}),
    position(BOB, {
      ...{ status: 'closed', closed_block: block, closed_time: BORN + 33 * DAY, closed_by: hashOf(block) },
      penalty: 13n * ONE,
    }),
  ])
}

describe('staker.pool', () => {
  let fixture: Fixture
  beforeAll(async () => {
    fixture = await startFixture()
    await tellPool(fixture)
  }, 60_000)
  afterAll(() => fixture?.stop())

  let heads = 90
  async function poolAt(day: number, who: string) {
    heads += 1
    await fixture.db.query('delete from head')
    await insert(fixture.db, 'head', [{ id: network, number: heads, hash: hashOf(heads), time: BORN + day * DAY }])
    const { data, errors } = await ask(
      fixture.api,
      `{ staker(network: "${network}", address: "${who}") { pool { ruleset claimableNow claims { period amount } holdUntil
           stakes { index holdUntil forfeitsNow { penalty claimable periods } }
           warnings { kind severity stake } differences } } }`,
    )
    expect(errors).toBeUndefined()
    return data.staker.pool
  }

  it('says what is claimable, until when to hold and what leaving now forfeits, as the contract would pay it', async () => {
    expect(await poolAt(61, ALICE)).toEqual({
      ruleset: 'destra-pool/v1',
      claimableNow: String(3n * ONE),
      claims: [{ period: 'p1', amount: String(3n * ONE) }],
      holdUntil: '2026-04-01T00:00:00Z',
      stakes: [
        {
          index: 0,
          holdUntil: '2026-04-01T00:00:00Z',
          forfeitsNow: { penalty: String(13n * ONE), claimable: String(3n * ONE), periods: ['p2'] },
        },
      ],
      warnings: [{ kind: 'index-behind', severity: 'warning', stake: null }],
      differences: 0,
    })
  })

  it('has nothing to hold for who has left, whose unclaimed half is lost', async () => {
    expect(await poolAt(34, BOB)).toEqual({
      ...{ ruleset: 'destra-pool/v1', claimableNow: '0', claims: [], holdUntil: null, stakes: [] },
      ...{ warnings: [], differences: 0 },
    })
  })

  it('counts an event that its ruleset did not predict', async () => {
    await fixture.db.query(`update event set data = data || '{"reward":"7"}' where kind = 'RewardClaimed'`)
    expect((await poolAt(61, ALICE)).differences).toBe(1)
  })
})
