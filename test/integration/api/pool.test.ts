import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PoolAction } from '../../../src/economics/pool/action'
import { apply } from '../../../src/economics/pool/fold'
import { type Generation, poolRules } from '../../../src/economics/pool/rules'
import { newPool, type PoolState } from '../../../src/economics/pool/state'
import { ALICE, ask, BOB, type Fixture, hashOf, insert, ONE, POOL, startFixture, TOKEN } from './fixture'

const DAY = 86_400
const BORN = Date.UTC(2026, 0, 1) / 1000
const network = 'testnet'
type Told = PoolAction extends infer A ? (A extends PoolAction ? Omit<A, 'time'> : never) : never

/** A pool after these calls, as the indexer stores it. */
async function storePool({ db }: Fixture, generation: Generation, calls: readonly [day: number, call: Told][]) {
  const pool = newPool(BORN + 30 * DAY, poolRules[generation])
  for (const [day, call] of calls) {
    const outcome = apply(pool, { ...call, time: BORN + day * DAY } as PoolAction)
    if (outcome.kind === 'refused') throw new Error(`day ${day}: ${call.kind} is refused: ${outcome.why}`)
  }
  await insert(db, 'pool', [
    {
      ...{ id: `${network}-${POOL}`, network, pool: POOL, ruleset: pool.rules.ruleset, end_zero: pool.endZero },
      ...{ index: pool.index, threshold: pool.threshold, total_staked: pool.totalStaked },
    },
  ])
  const balance = { id: `${network}-${TOKEN}-${POOL}`, network, asset: TOKEN, account: POOL, class: 'staked', block: 1 }
  await insert(db, 'balance', [{ ...balance, amount: pool.totalStaked }])
  await insert(db, 'pool_period', periodRows(pool))
  await insert(db, 'position', positionRows(pool))
  const claims = [...pool.claims].flatMap(([account, own]) =>
    [...own].map(([period, amount]) => ({ account, period, amount })),
  )
  await insert(
    db,
    'pool_claim',
    claims.map((claim, i) => ({
      id: `c${i}`,
      network,
      pool: POOL,
      ...claim,
      block: 1,
      block_time: BORN,
      tx_hash: '0x',
    })),
  )
}

const periodRows = (pool: PoolState) =>
  [...pool.periods].map(([period, held]) => ({
    ...{ id: `${network}-${period}`, network, pool: POOL, period },
    ...{ deposited: held.deposited, claimed: held.claimed, overwritten: held.overwritten },
    ...{ booked: held.booked, claimed_weight: held.claimedWeight, forfeited_weight: held.forfeitedWeight },
  }))

const positionRows = (pool: PoolState) =>
  [...pool.stakes.values()].flat().map((stake) => ({
    ...{ id: `${network}-${stake.owner}-${stake.stakeIndex}`, network, pool: POOL, owner: stake.owner },
    ...{ index: stake.stakeIndex, amount: stake.amount, lock_seconds: stake.lockSeconds },
    ...{ multiplier: stake.multiplier, start: stake.start, unlock: stake.start + stake.lockSeconds },
    ...{ threshold: stake.threshold, period_index: stake.periodIndex, opened_block: 1, opened_by: hashOf(1) },
    ...(stake.closedTime === null
      ? { status: 'open' }
      : { status: 'closed', closed_block: 2, closed_time: stake.closedTime, closed_by: hashOf(2), penalty: 0n }),
  }))

const amount = 100n * ONE
const stake = (user: string): Told => ({ kind: 'stake', user, amount, lockSeconds: 90 * DAY })

let heads = 90
async function at<T>(fixture: Fixture, day: number, query: string): Promise<T> {
  heads += 1
  await fixture.db.query('delete from head')
  await insert(fixture.db, 'head', [{ id: network, number: heads, hash: hashOf(heads), time: BORN + day * DAY }])
  const { data, errors } = await ask(fixture.api, query)
  expect(errors).toBeUndefined()
  return data
}

async function poolOf(fixture: Fixture, day: number, who: string) {
  const { staker } = await at<{ staker: { pool: { differences: number; warnings: unknown[] } } }>(
    fixture,
    day,
    `{ staker(network: "${network}", address: "${who}") { pool { ruleset claimableNow claims { period amount } holdUntil
         stakes { index holdUntil forfeitsNow { penalty claimable periods } }
         warnings { kind severity stake } differences } } }`,
  )
  return staker.pool
}

describe('staker.pool', () => {
  let fixture: Fixture
  beforeAll(async () => {
    fixture = await startFixture()
    // Alice and Bob stake 100 for 90 days each; 1 ETH for period 0; Bob leaves on day 33, Alice has claimed before him.
    await storePool(fixture, 3, [
      [0, stake(ALICE)],
      [0, stake(BOB)],
      [0, { kind: 'deposit', period: 0, amount: ONE }],
      [31, { kind: 'claim', user: ALICE, period: 0 }],
      [32, { kind: 'deposit', period: 1, amount: 3n * ONE }],
      [33, { kind: 'unstake', user: BOB, stakeIndex: 0 }],
    ])
  }, 60_000)
  afterAll(() => fixture?.stop())

  it('says what is claimable, until when to hold and what leaving now forfeits, as the contract would pay it', async () => {
    expect(await poolOf(fixture, 61, ALICE)).toEqual({
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
    expect(await poolOf(fixture, 34, BOB)).toEqual({
      ...{ ruleset: 'destra-pool/v1', claimableNow: '0', claims: [], holdUntil: null, stakes: [] },
      ...{ warnings: [], differences: 0 },
    })
  })

  it('says of every period where its ETH is, and what stranded it (trap 7)', async () => {
    const { poolPeriods } = await at<{ poolPeriods: unknown[] }>(
      fixture,
      34,
      `{ poolPeriods(network: "${network}") { period end ended deposited claimed claimable stranded pending refused
           strandedBy { dust forfeited noWeight overClaimable denominator overwritten } } }`,
    )
    const none = { dust: '0', forfeited: '0', noWeight: '0', overClaimable: '0', denominator: '0', overwritten: '0' }
    const half = String(ONE / 2n)
    expect(poolPeriods.slice(0, 2)).toEqual([
      {
        ...{ period: 'p0', end: '2026-01-31T00:00:00Z', ended: true, deposited: String(ONE), claimed: half },
        ...{ claimable: '0', stranded: half, pending: '0', refused: [], strandedBy: { ...none, forfeited: half } },
      },
      {
        ...{ period: 'p1', end: '2026-03-02T00:00:00Z', ended: false, deposited: String(3n * ONE), claimed: '0' },
        ...{ claimable: '0', stranded: '0', pending: String(3n * ONE), refused: [], strandedBy: none },
      },
    ])
  })

  it('warns everybody while the pool holds less than it owes (trap 14)', async () => {
    await fixture.db.query('update balance set amount = amount - 5')
    const { warnings } = await poolOf(fixture, 34, ALICE)
    expect(warnings).toEqual([{ kind: 'insolvent', severity: 'critical', stake: null }])
    await fixture.db.query('update balance set amount = amount + 5')
  })

  it('counts the calls that its ruleset did not predict', async () => {
    const [other, code] = [`0x${'91'.repeat(20)}`, 'F-POOL-DIFFERENCE']
    for (const [id, contract] of [
      ['e1', POOL],
      ['e2', other],
    ] as const) {
      const event = { id, network, block: 1, block_hash: '0x', block_time: 1, tx_hash: '0x', contract }
      const place = {
        log_index: Number(id[1]),
        part: 0,
        tx_index: 0,
        version: 1,
        kind: 'destra-pool.Staked',
        data: '{}',
      }
      await insert(fixture.db, 'event', [{ ...event, ...place }])
      const finding = { id: `${id}-${code}-0`, network, block: 1, block_time: 1, tx_hash: '0x', title: 'a test' }
      await insert(fixture.db, 'finding', [{ ...finding, code, evidence: '{}' }])
    }
    // That of another pool says nothing of this one.
    expect((await poolOf(fixture, 61, ALICE)).differences).toBe(1)
  })

  it('is one of those the profile names, and is refused by its field otherwise', async () => {
    const refused = async (question: string) =>
      (await ask(fixture.api, question)).errors?.map((each) => each.extensions)
    const staker = (pool: string) =>
      refused(`{ staker(network: "${network}", address: "${ALICE}") { pool(address: "${pool}") { ruleset } } }`)
    const periods = (pool: string) => refused(`{ poolPeriods(network: "${network}", pool: "${pool}") { period } }`)
    expect([await staker(POOL), await periods(POOL)]).toEqual([undefined, undefined])
    const why = [expect.objectContaining({ code: 'E-BAD-INPUT', field: 'pool' })]
    expect([await staker(TOKEN), await periods(TOKEN)]).toEqual([why, why])
  })

  it('shows what the chain said of a finding later beside what was found (trap 4)', async () => {
    const finding = { id: 'g', network, block: 2, block_time: 2, tx_hash: '0x', title: 'a test' }
    await insert(fixture.db, 'finding', [{ ...finding, code: 'F-AMBIGUOUS-UNSTAKE', evidence: '{"candidates":"0,1"}' }])
    const evidence = '{"withdrawn":"1","closed":"0","agrees":"false"}'
    await insert(fixture.db, 'finding_evidence', [{ finding: 'g', network, block: 2, block_hash: '0x', evidence }])
    const { findings } = await at<{ findings: { nodes: unknown[] } }>(
      fixture,
      34,
      `{ findings(network: "${network}", where: { code_eq: "F-AMBIGUOUS-UNSTAKE" }) { nodes { evidence } } }`,
    )
    expect(findings.nodes).toEqual([{ evidence: { candidates: '0,1', withdrawn: '1', closed: '0', agrees: 'false' } }])
  })

  it('says nothing of what the pool has before the audit asked', async () => {
    const nothing = { pool: POOL, balanceOf: null, totalStaked: null, ledger: null, block: null }
    const figures = 'pool balanceOf totalStaked ledger block { number }'
    expect(
      await at(
        fixture,
        61,
        `{ poolStaked(network: "${network}") { ${figures} }
        staker(network: "${network}", address: "${ALICE}") { pool { staked { ${figures} } } } }`,
      ),
    ).toEqual({ poolStaked: [nothing], staker: { pool: { staked: nothing } } })
  })

  it('promises nothing of a pool whose deployment is not in the log', async () => {
    await fixture.db.query('update pool set end_zero = null')
    expect(await poolOf(fixture, 61, ALICE)).toBeNull()
  })
})

describe('staker.pool of an account whose unstake could be of two stakes (trap 4)', () => {
  let fixture: Fixture
  const finding = 'u-F-AMBIGUOUS-UNSTAKE-0'
  beforeAll(async () => {
    fixture = await startFixture()
    const month = (user: string): Told => ({ kind: 'stake', user, amount, lockSeconds: 30 * DAY })
    // Alice's first stake counts in period 0, her second in period 1; both are free when one of them leaves.
    await storePool(fixture, 3, [
      [0, month(ALICE)],
      [0, stake(BOB)],
      [0, { kind: 'deposit', period: 0, amount: ONE }],
      [20, month(ALICE)],
      [31, { kind: 'deposit', period: 1, amount: 3n * ONE }],
      [61, { kind: 'unstake', user: ALICE, stakeIndex: 0 }],
    ])
    await insert(fixture.db, 'event', [
      {
        ...{ id: 'u', network, block: 2, block_hash: '0x', block_time: BORN + 61 * DAY, tx_hash: hashOf(2) },
        ...{ log_index: 0, part: 0, tx_index: 0, version: 1, contract: POOL, kind: 'destra-pool.Unstaked' },
        data: JSON.stringify({ user: ALICE, amount: String(amount), penalty: '0' }),
      },
    ])
    const evidence = JSON.stringify({ owner: ALICE, candidates: '0,1' })
    const found = { network, block: 2, block_time: 2, tx_hash: hashOf(2), title: 'a test' }
    await insert(fixture.db, 'finding', [
      { ...found, id: finding, code: 'F-AMBIGUOUS-UNSTAKE', evidence },
      {
        ...{ ...found, id: 'u-F-POOL-DIFFERENCE-1', code: 'F-POOL-DIFFERENCE' },
        evidence: JSON.stringify({ uncertain: 'true', owner: ALICE }),
      },
    ])
  }, 60_000)
  afterAll(() => fixture?.stop())

  const told = async (evidence: object) => {
    await fixture.db.query('delete from finding_evidence')
    await insert(fixture.db, 'finding_evidence', [
      { finding, network, block: 2, block_hash: '0x', evidence: JSON.stringify(evidence) },
    ])
  }
  const uncertain = async (who: string) => {
    const { staker } = await at<{ staker: { pool: object } }>(
      fixture,
      62,
      `{ staker(network: "${network}", address: "${who}") { pool { uncertain claimableNow differences
           interval { choices claimableNow { low high } claims { period amount { low high } } holdUntil { low high }
             stakes { index sure penalty periods claimable { low high } holdUntil { low high } } } } } }`,
    )
    return staker.pool
  }
  const third = String(ONE / 3n)
  const [first, second] = ['2026-01-31T00:00:00Z', '2026-03-02T00:00:00Z']
  const exactly = <T>(figure: T) => ({ low: figure, high: figure })
  const held = (index: number, sure: boolean, claimable: string, until: string) => ({
    ...{ index, sure, penalty: '0', periods: [], claimable: exactly(claimable), holdUntil: exactly(until) },
  })

  it('bounds every figure over what the unstake can have closed, and counts no difference that this explains', async () => {
    expect(await uncertain(ALICE)).toEqual({
      ...{ uncertain: true, claimableNow: String(ONE), differences: 0 },
      interval: {
        choices: 2,
        claimableNow: { low: third, high: String(ONE) },
        claims: [
          { period: 'p0', amount: { low: '0', high: third } },
          { period: 'p1', amount: { low: '0', high: String(ONE) } },
        ],
        holdUntil: { low: first, high: second },
        stakes: [held(0, false, third, first), held(1, false, String(ONE), second)],
      },
    })
    expect(await uncertain(BOB)).toMatchObject({ uncertain: false, interval: null, differences: 0 })
  })

  it('says in which periods the account may still claim', async () => {
    const { poolPeriods } = await at<{ poolPeriods: { period: string; uncertain: string[] }[] }>(
      fixture,
      62,
      `{ poolPeriods(network: "${network}") { period uncertain } }`,
    )
    expect(poolPeriods.filter((each) => each.uncertain.length > 0)).toEqual([
      { period: 'p0', uncertain: [ALICE] },
      { period: 'p1', uncertain: [ALICE] },
    ])
  })

  it('is one choice, and its figures, where the chain says which: also where the ledger closed another', async () => {
    await told({ undecided: 'pruned', closed: '0' })
    expect(await uncertain(ALICE)).toMatchObject({ uncertain: true, interval: { choices: 2 } })
    await told({ withdrawn: '1', closed: '0', agrees: 'false' })
    expect(await uncertain(ALICE)).toMatchObject({
      ...{ uncertain: true, claimableNow: third },
      interval: { choices: 1, claimableNow: exactly(third), stakes: [held(0, true, third, first)] },
    })
    await told({ withdrawn: '0', closed: '0', agrees: 'true' })
    expect(await uncertain(ALICE)).toEqual({
      ...{ uncertain: false, claimableNow: String(ONE), differences: 1, interval: null },
    })
  })
})

describe('staker.pool of the first generation', () => {
  let fixture: Fixture
  beforeAll(async () => {
    fixture = await startFixture({ contracts: { stakingPool: { address: POOL, kind: 'destra-pool', generation: 1 } } })
    await storePool(fixture, 1, [
      [0, stake(ALICE)],
      [0, stake(BOB)],
      [0, { kind: 'deposit', period: null, amount: ONE }],
      [31, { kind: 'deposit', period: null, amount: ONE }],
      [31, { kind: 'weight', period: 0, weight: 400n * ONE }],
      [32, { kind: 'claim', user: BOB, period: 0 }],
    ])
  }, 60_000)
  afterAll(() => fixture?.stop())

  it('counts by its own rules: claims leave the denominator, and an unset weight is waited for', async () => {
    expect(await poolOf(fixture, 61, ALICE)).toMatchObject({
      ruleset: 'destra-pool-gen1/v1',
      claimableNow: String(ONE / 4n),
      claims: [{ period: 'p0', amount: String(ONE / 4n) }],
      stakes: [
        { holdUntil: '2026-04-01T00:00:00Z', forfeitsNow: { claimable: String(ONE / 4n), periods: ['p1', 'p2'] } },
      ],
    })
  })

  it('bounds what a claim that could be of two periods leaves open, also for who shares their pots (trap 11)', async () => {
    const found = { network, block: 1, block_time: 1, tx_hash: '0x', title: 'a test', code: 'F-AMBIGUOUS-CLAIM' }
    const evidence = JSON.stringify({ user: BOB, candidates: '0,1' })
    await insert(fixture.db, 'finding', [{ ...found, id: 'c0-F-AMBIGUOUS-CLAIM-0', evidence }])
    const of = (who: string) =>
      `staker(network: "${network}", address: "${who}") { pool { uncertain warnings { kind uncertain }
         interval { choices claims { period amount { low high } } } } }`
    const [quarter, half] = [String(ONE / 4n), String(ONE / 2n)]
    const bounded = (low: string) => ({
      uncertain: true,
      interval: { choices: 2, claims: [{ period: 'p0', amount: { low, high: half } }] },
    })
    const query = `{ alice: ${of(ALICE)} bob: ${of(BOB)} poolPeriods(network: "${network}") { period uncertain } }`
    expect(await at(fixture, 61, query)).toMatchObject({
      alice: { pool: bounded(quarter) },
      bob: { pool: bounded('0') },
      poolPeriods: [
        { period: 'p0', uncertain: [BOB] },
        { period: 'p1', uncertain: [BOB] },
      ],
    })
  })
})
