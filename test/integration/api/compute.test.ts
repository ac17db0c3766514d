import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ALICE, ask, BOB, type Fixture, hashOf, insert, ONE, startFixture, timeOf } from './fixture'
import { tellStory } from './story'

const network = 'testnet'
const USD = 10n ** 6n
const PAIR = `0x${'aa'.repeat(20)}`

async function tellCompute({ db }: Fixture): Promise<void> {
  const bill = (n: number, status: string, node: string | null, cost: bigint | null) => ({
    id: `${network}-bill-${n}`,
    network,
    bill_id: hashOf(n),
    job_id: hashOf(100 + n),
    account: ALICE,
    adaptor: BOB,
    escrow: 10n * ONE,
    status,
    node,
    cost,
    refund: cost === null ? 0n : 10n * ONE - cost,
    opened_block: 20 + n,
    opened_time: timeOf(20 + n),
    opened_by: hashOf(20 + n),
  })
  await insert(db, 'bill', [
    bill(1, 'open', null, null),
    bill(2, 'settled', BOB, 7n * ONE),
    bill(3, 'settled', ALICE, ONE),
  ])
  const node = (address: string, stake: bigint, jailedUntil: bigint) => ({
    id: `${network}-${address}`,
    network,
    address,
    operator: ALICE,
    stake: stake * ONE,
    jailed_until: jailedUntil,
    slashed: 0n,
    earned: 0n,
    bills: 1,
    compute_units: 5n,
    registered_block: 10,
    block: 30,
  })
  await insert(db, 'node', [
    node(BOB, 5n, BigInt(timeOf(45) + 1)),
    node(ALICE, 9n, BigInt(timeOf(45))),
    node(PAIR, 1n, 2n ** 255n),
  ])
  await insert(db, 'slash', [
    {
      id: 'slash-1',
      network,
      node: BOB,
      job_id: hashOf(1),
      amount: 5n * ONE,
      stake_before: 40n * ONE,
      reason: 'fake result',
      burned: true,
      block: 30,
      block_time: timeOf(30),
      tx_hash: hashOf(30),
    },
  ])
}

/** Two domains over two epochs of ten seconds; a dollar a token in the first, two in the second. */
async function tellEmissions({ db }: Fixture): Promise<void> {
  const version = (domainId: bigint, from: number, miners: number, stakers: number) => ({
    id: `domain-${domainId}-${from}`,
    network,
    domain_id: domainId,
    owner: ALICE,
    miners_bps: miners,
    stakers_bps: stakers,
    validators_bps: 9_900 - miners - stakers,
    domain_owner_bps: 0,
    model_owners_bps: 0,
    from_block: from,
    from_time: timeOf(from),
  })
  await insert(db, 'domain_version', [
    version(1n, 0, 4_100, 4_100),
    version(2n, 0, 1_000, 1_000),
    version(1n, 40, 0, 0),
  ])
  for (const epoch of [1, 2]) {
    const end = timeOf(10 + epoch * 10)
    await insert(db, 'epoch', [
      { id: `epoch-${epoch}`, network, epoch, start_time: end - 120, end_time: end, block: 10 + epoch * 10 },
    ])
    for (const domainId of [1n, 2n])
      await insert(db, 'emission', [
        {
          id: `emission-${epoch}-${domainId}`,
          network,
          epoch,
          domain_id: domainId,
          amount: 100n * ONE,
          block: 10 + epoch * 10,
          block_time: end,
        },
      ])
  }
  const price = (block: number, quote: bigint) => ({
    id: `price-${block}`,
    network,
    pair: PAIR,
    reserve_token: 1_000n * ONE,
    reserve_quote: quote * 1_000n * USD,
    block,
    block_time: timeOf(block),
  })
  await insert(db, 'price_point', [price(5, 1n), price(20, 2n)])
  const route = (n: number, domainId: bigint, gross: bigint, time: number) => ({
    id: `route-${n}`,
    network,
    model_id: 1n,
    domain_id: domainId,
    gross,
    model_owner: 0n,
    fees: 0n,
    buyback: 0n,
    emission_reserve: gross,
    burned: 0n,
    block: 15,
    block_time: time,
    tx_hash: hashOf(n),
  })
  // the second receipt falls on the very end of epoch 1: it is epoch 2's
  await insert(db, 'revenue_route', [
    route(1, 1n, 100n * USD, timeOf(20) - 1),
    route(2, 1n, 199_999_999n, timeOf(20)),
    route(3, 2n, 1_000n * USD, timeOf(15)),
  ])
}

describe('compute and emissions', () => {
  let fixture: Fixture
  beforeAll(async () => {
    fixture = await startFixture({ contracts: { pricePair: { address: PAIR, kind: 'uniswap-v2' } } })
    await tellStory(fixture.db)
    await tellCompute(fixture)
    await tellEmissions(fixture)
  }, 60_000)
  afterAll(() => fixture?.stop())

  it('lists bills, filtered and newest first', async () => {
    const { data, errors } = await ask(
      fixture.api,
      `{ bills(network: "testnet", where: { status_in: ["settled", "refunded"], cost_gte: "1" }) {
           totalCount nodes { node cost refund escrow openedAt } } open: bills(network: "testnet", where: { status_eq: "open" }) { nodes { cost node } } }`,
    )
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      bills: {
        totalCount: 2,
        nodes: [
          {
            node: ALICE,
            cost: `${ONE}`,
            refund: `${9n * ONE}`,
            escrow: `${10n * ONE}`,
            openedAt: '2026-01-01T00:04:36Z',
          },
          {
            node: BOB,
            cost: `${7n * ONE}`,
            refund: `${3n * ONE}`,
            escrow: `${10n * ONE}`,
            openedAt: '2026-01-01T00:04:24Z',
          },
        ],
      },
      open: { nodes: [{ cost: null, node: null }] },
    })
  })

  it('lists nodes by stake, and says which are jailed at the indexed head', async () => {
    const { data, errors } = await ask(
      fixture.api,
      '{ nodes(network: "testnet", first: 3) { nodes { address jailed jailedUntil } } slashes(network: "testnet") { nodes { bps reason burned } } }',
    )
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      nodes: {
        nodes: [
          { address: ALICE, jailed: false, jailedUntil: '2026-01-01T00:09:00Z' },
          { address: BOB, jailed: true, jailedUntil: '2026-01-01T00:09:01Z' },
          { address: PAIR, jailed: true, jailedUntil: '9999-12-31T23:59:59Z' },
        ],
      },
      slashes: { nodes: [{ bps: 1250, reason: 'fake result', burned: true }] },
    })
  })

  it('pages through numeric keys without losing or doubling a row', async () => {
    const seen: string[] = []
    let after: string | null = null
    do {
      const { data } = await ask(
        fixture.api,
        'query($after: String) { nodes(network: "testnet", first: 1, after: $after) { nodes { address } pageInfo { hasNextPage endCursor } } }',
        { after },
      )
      seen.push(data.nodes.nodes[0].address)
      after = data.nodes.pageInfo.hasNextPage ? data.nodes.pageInfo.endCursor : null
    } while (after !== null)
    expect(seen).toEqual([ALICE, BOB, PAIR])
  })

  it('tells a domain’s pressure per epoch: the 41/41 domain is flagged when a cent is missing', async () => {
    const { data, errors } = await ask(
      fixture.api,
      `{ emissionPressure(network: "testnet", domainId: "1") { period emitted price counted breakEven externalRevenue pressureBps flagged frictionBps } }`,
    )
    expect(errors).toBeUndefined()
    expect(data.emissionPressure).toEqual([
      {
        period: 'e2',
        emitted: `${100n * ONE}`,
        price: '2000000',
        counted: `${164n * USD}`,
        breakEven: `${200n * USD}`,
        externalRevenue: '199999999',
        pressureBps: '10001',
        flagged: true,
        frictionBps: 1800,
      },
      {
        period: 'e1',
        emitted: `${100n * ONE}`,
        price: '1000000',
        counted: `${82n * USD}`,
        breakEven: `${100n * USD}`,
        externalRevenue: `${100n * USD}`,
        pressureBps: '10000',
        flagged: false,
        frictionBps: 1800,
      },
    ])
  })

  it('sums a month', async () => {
    const { data } = await ask(
      fixture.api,
      '{ emissionPressure(network: "testnet", every: MONTH) { domainId period counted breakEven externalRevenue flagged } }',
    )
    expect(data.emissionPressure).toEqual([
      {
        domainId: '1',
        period: '2026-01',
        counted: `${246n * USD}`,
        breakEven: `${300n * USD}`,
        externalRevenue: '299999999',
        flagged: true,
      },
      {
        domainId: '2',
        period: '2026-01',
        counted: `${60n * USD}`,
        breakEven: '73170732',
        externalRevenue: `${1_000n * USD}`,
        flagged: false,
      },
    ])
  })
})
