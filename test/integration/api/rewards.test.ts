import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { folderCid } from '../../../src/rewards/files/cid'
import { distributionFolder } from '../../../src/rewards/files/write'
import { ALICE, ask, BOB, DISTRIBUTOR, type Fixture, hashOf, insert, ONE, startFixture, timeOf } from './fixture'
import { tellStory } from './story'

const PROGRAM = 'destra.stakers.monthly'
const PAIR = `0x${'fa'.repeat(20)}`
const DAY = 86_400
const PROGRAM_ID = `0x${'5e'.repeat(32)}`
const ID = `testnet:${PROGRAM}:2025-12`
const body = '{"a":"canonical report"}'
const sha256 = createHash('sha256').update(body).digest('hex')

// OpenZeppelin's own tree stands for what the distributor accepts
const leaves: [string, string, string, string][] = [
  [PROGRAM_ID, '202512', ALICE, (4n * ONE).toString()],
  [PROGRAM_ID, '202512', BOB, (2n * ONE - 1n).toString()],
]
const tree = StandardMerkleTree.of(leaves, ['bytes32', 'uint256', 'address', 'uint256'])

async function tellRewards(fixture: Fixture): Promise<void> {
  const { db } = fixture
  const end = Date.UTC(2026, 0) / 1000
  const state = (at: number, quote: bigint) => ({
    id: `testnet-price-${at}`,
    network: 'testnet',
    pair: PAIR,
    reserve_token: 1_000n * ONE,
    reserve_quote: quote,
    block: 1,
    block_time: at,
  })
  await insert(db, 'price_point', [
    state(end - 20 * DAY, 2n * ONE),
    state(end - 5 * DAY, 4n * ONE),
    state(end, 400n * ONE),
  ])
  const month = (id: string, period: string, number: number, state: string, months: number) => ({
    id,
    network: 'testnet',
    program: PROGRAM,
    program_id: PROGRAM_ID,
    ruleset: 'eth-month/v1',
    asset: 'eth',
    period,
    period_number: number,
    period_start: Date.UTC(2025, months) / 1000,
    period_end: Date.UTC(2025, months + 1) / 1000,
    state,
  })
  await insert(db, 'distribution', [
    month(`testnet:${PROGRAM}:2025-11`, '2025-11', 202511, 'planned', 10),
    month(ID, '2025-12', 202512, 'published', 11),
  ])
  await insert(db, 'report', [
    {
      distribution_id: ID,
      pinned_block: 9,
      pinned_hash: hashOf(9),
      pinned_time: timeOf(9),
      pot: 6n * ONE,
      carry_in: 0n,
      distributed: 6n * ONE - 1n,
      carry: 1n,
      total_weight: 300n * ONE,
      staked_weight: 300n * ONE,
      participants: 2,
      shares: 2,
      root: tree.root,
      sha256: `0x${sha256}`,
      body,
    },
  ])
  await insert(db, 'report_pot', [
    {
      distribution_id: ID,
      ...{ name: 'main', received: 5n, carry_in: 1n, divided: 6n, total_weight: 1n, distributed: 4n, carry: 2n },
    },
  ])
  const { tree: nodes, values } = tree.dump()
  const share = (account: string, amount: bigint, weight: bigint, remainder: bigint) => ({
    distribution_id: ID,
    account,
    amount,
    weight: weight * ONE,
    remainder,
    tree_index: values.find(({ value }) => value[2] === account)!.treeIndex,
    explanation: JSON.stringify({
      account,
      amount: `${amount}`,
      pots: [
        { name: 'one', pot: '7', weight: `${weight}`, totalWeight: `${3n * weight}`, amount: '2', remainder: '1' },
        { name: 'other', pot: '9', weight: '1', totalWeight: '9', amount: '1', remainder: '0' },
      ],
    }),
  })
  await insert(db, 'report_share', [share(ALICE, 4n * ONE, 200n, 0n), share(BOB, 2n * ONE - 1n, 100n, 5n)])
  await db.query('insert into report_tree values ($1, $2)', [
    ID,
    Buffer.concat(nodes.map((node) => Buffer.from(node.slice(2), 'hex'))),
  ])
  const onChain = { network: 'testnet', distributor: DISTRIBUTOR, program_id: PROGRAM_ID, period: 202512 }
  await insert(db, 'publication', [
    {
      id: 'p',
      ...onChain,
      asset: 'eth',
      root: tree.root,
      total: 6n * ONE - 1n,
      report_hash: `0x${sha256}`,
      claimed: 2n * ONE - 1n,
      block: 20,
      block_time: timeOf(20),
      tx_hash: hashOf(2000),
    },
  ])
  await insert(db, 'reward_claim', [
    {
      id: 'c',
      ...onChain,
      account: BOB,
      amount: 2n * ONE - 1n,
      block: 30,
      block_time: timeOf(30),
      tx_hash: hashOf(3000),
    },
  ])
}

/** A closed month that settles corrections of others, as its report and its file say. */
async function settle(db: Fixture['db'], id: string, of: readonly string[]): Promise<void> {
  const [start, end] = [Date.UTC(2026, 0) / 1000, Date.UTC(2026, 1) / 1000]
  await insert(db, 'distribution', [
    {
      ...{ id, network: 'testnet', program: PROGRAM, program_id: PROGRAM_ID, ruleset: 'eth-month/v1', asset: 'eth' },
      ...{ period: '2026-01', period_number: 202601, period_start: start, period_end: end, state: 'verified' },
    },
  ])
  await insert(db, 'report', [
    {
      ...{ distribution_id: id, pinned_block: 40, pinned_hash: hashOf(40), pinned_time: timeOf(40) },
      ...{ pot: 5n, carry_in: 0n, distributed: 5n, carry: 0n, total_weight: 1n, staked_weight: 1n },
      ...{ participants: 1, shares: 1, root: null, sha256: hashOf(73) },
      body: JSON.stringify({ inputs: { corrections: { reports: of.map((each) => ({ id: each })) } } }),
    },
  ])
  await insert(db, 'report_settlement', [{ distribution_id: id, body: '{"settled":1}' }])
}

describe('rewards', () => {
  let fixture: Fixture
  beforeAll(async () => {
    fixture = await startFixture({
      contracts: { pricePair: { address: PAIR, kind: 'uniswap-v2', windowSeconds: 10 * DAY } },
    })
    await tellStory(fixture.db)
    await tellRewards(fixture)
  }, 60_000)
  afterAll(() => fixture?.stop())

  it('shows a distribution with what the chain knows of it, and leaves planned ones out', async () => {
    const { data, errors } = await ask(
      fixture.api,
      `{ distributions(network: "testnet") { totalCount nodes { id status pot carry distributed shareCount root publishedBy
           publishedAt claimed claimCount periodNumber block { number final } files } }
         planned: distribution(id: "testnet:${PROGRAM}:2025-11") { id }
         none: distributions(network: "testnet", where: { status_eq: "settled" }) { totalCount } }`,
    )
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      distributions: {
        totalCount: 1,
        nodes: [
          {
            id: ID,
            status: 'published',
            pot: (6n * ONE).toString(),
            carry: '1',
            distributed: (6n * ONE - 1n).toString(),
            shareCount: 2,
            root: tree.root,
            publishedBy: hashOf(2000),
            publishedAt: '2026-01-01T00:04:00Z',
            claimed: (2n * ONE - 1n).toString(),
            claimCount: 1,
            periodNumber: '202512',
            block: { number: 9, final: true },
            files: expect.arrayContaining([`/distributions/${encodeURIComponent(ID)}/report.json`]),
          },
        ],
      },
      planned: null,
      none: { totalCount: 0 },
    })
  })

  it('gives a staker proofs that OpenZeppelin’s tree accepts, and keeps what was claimed apart', async () => {
    const staker = `rewards { period amount claimed claimedBy proof { claimed } }
      claimable { proof { distributor root programId periodNumber account amount proof claimed } } claimableTotals { asset amount }`
    const { data, errors } = await ask(
      fixture.api,
      `{ alice: staker(network: "testnet", address: "${ALICE}") { ${staker} }
         bob: staker(network: "testnet", address: "${BOB}") { ${staker} }
         nobody: staker(network: "testnet", address: "0x0000000000000000000000000000000000000001") { staked } }`,
    )
    expect(errors).toBeUndefined()
    const { proof } = data.alice.claimable[0]
    expect(
      StandardMerkleTree.verify(
        tree.root,
        ['bytes32', 'uint256', 'address', 'uint256'],
        [proof.programId, proof.periodNumber, proof.account, proof.amount],
        proof.proof,
      ),
    ).toBe(true)
    expect({ ...proof, proof: undefined }).toEqual({
      distributor: DISTRIBUTOR,
      root: tree.root,
      programId: PROGRAM_ID,
      periodNumber: '202512',
      account: ALICE,
      amount: (4n * ONE).toString(),
      claimed: false,
    })
    expect(data.alice.claimableTotals).toEqual([{ asset: 'eth', amount: (4n * ONE).toString() }])
    expect(data.bob).toEqual({
      rewards: [
        {
          period: '2025-12',
          amount: (2n * ONE - 1n).toString(),
          claimed: true,
          claimedBy: hashOf(3000),
          proof: { claimed: true },
        },
      ],
      claimable: [],
      claimableTotals: [],
    })
    expect(data.nobody).toBeNull()
  })

  it('explains a share, and pages shares largest first', async () => {
    const page = async (after: string | null) =>
      (
        await ask(
          fixture.api,
          `query($id: ID!, $after: String) { distribution(id: $id) {
             shares(first: 1, after: $after) { totalCount nodes { account amount remainder } pageInfo { hasNextPage endCursor } }
             pots { name received carryIn divided distributed carry }
             explanation(address: "${BOB}") {
               share weight totalWeight pot roundingNumerator formula pots { name weight share remainder } } } }`,
          { id: ID, after },
        )
      ).data.distribution
    const first = await page(null)
    const second = await page(first.shares.pageInfo.endCursor)
    expect([first.shares.nodes[0].account, second.shares.nodes[0].account]).toEqual([ALICE, BOB])
    expect([first.shares.pageInfo.hasNextPage, second.shares.pageInfo.hasNextPage]).toEqual([true, false])
    expect(first.explanation).toEqual({
      share: (2n * ONE - 1n).toString(),
      weight: (100n * ONE).toString(),
      totalWeight: (300n * ONE).toString(),
      pot: (6n * ONE).toString(),
      roundingNumerator: '5',
      formula: 'share = Σ over pots: floor(pot × weight / Σ weight)',
      pots: [
        { name: 'one', weight: '100', share: '2', remainder: '1' },
        { name: 'other', weight: '1', share: '1', remainder: '0' },
      ],
    })
    expect(first.pots).toEqual([
      { name: 'main', received: '5', carryIn: '1', divided: '6', distributed: '4', carry: '2' },
    ])
  })

  it('gives the yields of the newest closed month, realised', async () => {
    const { data } = await ask(
      fixture.api,
      `{ yield(network: "testnet", program: "${PROGRAM}") { tier period ethPerToken provisional block { number } definition { pot denominator } } }`,
    )
    expect(data.yield).toHaveLength(4)
    expect(data.yield[3]).toEqual({
      tier: 360,
      period: '2025-12',
      ethPerToken: ((6n * ONE * 4n) / 300n).toString(),
      provisional: false,
      block: { number: 9 },
      definition: { pot: (6n * ONE).toString(), denominator: (300n * ONE).toString() },
    })
  })

  it('prices them by the pair, time-weighted over the declared window before the period’s end', async () => {
    const { data } = await ask(
      fixture.api,
      `{ yield(network: "testnet", program: "${PROGRAM}") { tier aprRatio { numerator denominator decimal }
           price { pair quote perToken start end states } definition { priceSource } } }`,
    )
    // 0.002 ETH a token for the first half of the window, 0.004 for the second; what came at its end is not in it
    expect(data.yield[3]).toMatchObject({
      tier: 360,
      price: {
        pair: PAIR,
        quote: 'eth',
        perToken: '3000000000000000',
        start: '2025-12-22T00:00:00Z',
        end: '2026-01-01T00:00:00Z',
        states: 2,
      },
      // 0.08 ETH a token in 31 days, of 0.003 ETH
      aprRatio: { decimal: '313.978494623655913978' },
    })
    const { numerator, denominator } = data.yield[3].aprRatio
    expect(BigInt(numerator) / BigInt(denominator)).toBe(313n)
    expect(data.yield[3].definition.priceSource).toContain(PAIR)
  })

  it('says where what it pays is, what supersedes it, and what it settles of others', async () => {
    const { db, api } = fixture
    const made = { distribution_id: ID, ruleset: 'eth-month/v1', body: '{}', reason: 'a stake was missing' }
    await insert(db, 'correction', [
      { ...made, number: 1, sha256: hashOf(71), corrected_by: 'A. Person', corrected_at: new Date(timeOf(1) * 1000) },
      { ...made, number: 2, sha256: hashOf(72), corrected_by: 'B. Person', corrected_at: new Date(timeOf(2) * 1000) },
    ])
    const settling = `testnet:${PROGRAM}:2026-01`
    await settle(db, settling, [ID, `testnet:${PROGRAM}:2025-10`])
    const asked = `correction { number sha256 by reason at } settles pending claimed claimable expired reclaimed`
    const { data, errors } = await ask(
      api,
      `{ wrong: distribution(id: "${ID}") { ${asked} } settling: distribution(id: "${settling}") { ${asked} } }`,
    )
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      wrong: {
        correction: {
          ...{ number: 2, sha256: hashOf(72), by: 'B. Person', reason: 'a stake was missing' },
          at: '2026-01-01T00:00:24Z',
        },
        settles: [],
        ...{ pending: '0', claimed: `${2n * ONE - 1n}`, claimable: `${4n * ONE}`, expired: '0', reclaimed: '0' },
      },
      settling: {
        ...{ correction: null, settles: [ID, `testnet:${PROGRAM}:2025-10`] },
        ...{ pending: '5', claimed: '0', claimable: '0', expired: '0', reclaimed: '0' },
      },
    })
  })

  it('serves what a month settles, and lists it of no other', async () => {
    const settling = `testnet:${PROGRAM}:2026-01`
    const { data } = await ask(
      fixture.api,
      `{ wrong: distribution(id: "${ID}") { files } settling: distribution(id: "${settling}") { files } }`,
    )
    const named = (files: string[]) => files.filter((file) => file.endsWith('/corrections.json'))
    expect(named(data.wrong.files)).toEqual([])
    const [file] = named(data.settling.files)
    expect(await (await fetch(`${fixture.api.url}${file}`)).text()).toBe('{"settled":1}')
    const none = await fetch(`${fixture.api.url}${file!.replace('2026-01', '2025-12')}`)
    expect(none.status).toBe(404)
  })

  it('gives the CID of a folder, and none where there is no folder', async () => {
    const cid = async () => (await ask(fixture.api, `{ distribution(id: "${ID}") { cid } }`)).data.distribution.cid
    expect(await cid()).toBeNull()
    const folder = distributionFolder(fixture.folder, ID)
    mkdirSync(folder, { recursive: true })
    writeFileSync(path.join(folder, 'report.json'), body)
    const first = await cid()
    expect([first, await cid()]).toEqual([await folderCid(folder), first])
    writeFileSync(path.join(folder, 'signatures.json'), '{}')
    expect(await cid()).toBe(await folderCid(folder))
    expect(await cid()).not.toBe(first)
  })

  it('serves the files of a distribution, named by the report’s hash', async () => {
    const at = (file: string) => `${fixture.api.url}/distributions/${encodeURIComponent(ID)}/${file}`
    const report = await fetch(at('report.json'))
    expect([report.status, report.headers.get('etag'), await report.text()]).toEqual([
      200,
      `"${sha256}-report.json"`,
      body,
    ])
    const held = await fetch(at('report.json'), { headers: { 'if-none-match': report.headers.get('etag')! } })
    expect(held.status).toBe(304)
    expect(await (await fetch(at('report.sha256'))).text()).toBe(`${sha256}  report.json\n`)
    const dump = await (await fetch(at('tree.json'))).json()
    expect(StandardMerkleTree.load(dump as Parameters<typeof StandardMerkleTree.load>[0]).root).toBe(tree.root)
    expect((await fetch(at('claims.csv'))).headers.get('content-type')).toBe('text/csv; charset=utf-8')
  })
})
