import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  ALICE,
  ask,
  type Fixture,
  hashOf,
  insert,
  ONE,
  POOL,
  START,
  startFixture,
  TOKEN,
  TREASURY,
  timeOf,
} from './fixture'
import { tellStory } from './story'

const tokens = (amount: bigint) => (amount * ONE).toString()

describe('supply', () => {
  let fixture: Fixture
  beforeAll(async () => {
    fixture = await startFixture()
    await tellStory(fixture.db)
  }, 60_000)
  afterAll(() => fixture?.stop())

  const figures = `total max issued circulating burned burnedInTotal staked stakedRatioBps nodeStake locked vestingPublished
    burnedBy { cause amount } excluded { label address amount } block { number hash final } drift { cause } stale`

  it('holds the identities of the ledger at the head', async () => {
    const { data, errors } = await ask(fixture.api, `{ supply(network: "testnet") { ${figures} } }`)
    expect(errors).toBeUndefined()
    expect(data.supply).toEqual({
      issued: tokens(1000n),
      // 20 went to 0x0 through a token that lowers its totalSupply()
      total: tokens(980n),
      max: tokens(1000n),
      burned: tokens(75n),
      burnedInTotal: tokens(55n),
      // 980 − 55 at dEaD − 100 excluded
      circulating: tokens(825n),
      staked: tokens(400n),
      // 400 / (980 − 55)
      stakedRatioBps: 4324,
      nodeStake: tokens(5n),
      locked: '0',
      vestingPublished: false,
      burnedBy: [
        { cause: 'direct', amount: tokens(70n) },
        { cause: 'slash', amount: tokens(5n) },
      ],
      excluded: [{ label: 'treasury', address: TREASURY, amount: tokens(100n) }],
      block: { number: 45, hash: hashOf(45), final: false },
      drift: [],
      stale: true,
    })
  })

  it('travels in time by block and by time, and names the block it answers for', async () => {
    const { data } = await ask(
      fixture.api,
      `{ byBlock: supply(network: "testnet", block: "29") { total burned staked circulating block { number final timestamp } }
         byTime: supply(network: "testnet", at: "2026-01-01T00:07:00Z") { total burned block { number final } } }`,
    )
    expect(data).toEqual({
      byBlock: {
        total: tokens(1000n),
        burned: '0',
        staked: tokens(300n),
        circulating: tokens(900n),
        block: { number: 20, final: true, timestamp: '2026-01-01T00:04:00Z' },
      },
      byTime: { total: tokens(980n), burned: tokens(75n), block: { number: 30, final: true } },
    })
  })

  it('tells ledger less chain as the newest reconciliation at or before the block found it', async () => {
    const row = (block: number, name: string, account: string, ledger: bigint, chain: bigint, cause: string) => ({
      ...{ network: 'testnet', class: name, account, block, block_hash: hashOf(block), block_time: timeOf(block) },
      ...{ asset: TOKEN, ledger: ledger * ONE, chain: chain * ONE, cause },
    })
    await insert(fixture.db, 'drift', [
      row(20, 'staked', POOL, 300n, 310n, 'unexplained'),
      row(20, 'tax', TOKEN, -20n, 30n, 'transfer tax'),
      row(30, 'staked', POOL, 300n, 300n, 'none'),
      row(30, 'tax', TOKEN, -20n, 40n, 'transfer tax'),
      { ...row(30, 'tax', TOKEN, 1n, 0n, 'unexplained'), network: 'othernet' },
    ])
    const { data, errors } = await ask(
      fixture.api,
      `{ before: supply(network: "testnet", block: "19") { drift { class } }
         early: supply(network: "testnet", block: "29") { drift { class account cause amount } }
         now: supply(network: "testnet") { drift { class account cause amount } } }`,
    )
    await fixture.db.query('delete from drift')
    expect(errors).toBeUndefined()
    expect(data).toEqual({
      before: { drift: [] },
      early: {
        drift: [
          { class: 'staked', account: POOL, cause: 'unexplained', amount: tokens(-10n) },
          { class: 'tax', account: TOKEN, cause: 'transfer tax', amount: tokens(-50n) },
        ],
      },
      now: { drift: [{ class: 'tax', account: TOKEN, cause: 'transfer tax', amount: tokens(-60n) }] },
    })
  })

  describe('known to be wrong (I10)', () => {
    const check = (block: number, holds: boolean) => ({
      ...{ network: 'testnet', name: 'total', block, block_hash: hashOf(block), block_time: timeOf(block), holds },
      ...{ left: 1000n * ONE, right: 1000n * ONE - (holds ? 0n : 1n), explained: 0n },
    })
    const plain = async (query: string) => {
      const response = await fetch(`${fixture.api.url}/supply/testnet/circulating${query}`)
      const text = await response.text()
      return [
        response.status,
        response.headers.get('x-assay-block'),
        text.startsWith('{') ? JSON.parse(text).error : text,
      ]
    }
    const trusted = async (block: string) =>
      (
        await ask(
          fixture.api,
          `{ supply(network: "testnet", block: "${block}") { trusted doubts } status { trusted doubts } }`,
        )
      ).data
    afterEach(async () => {
      for (const table of ['identity_check', 'reconciliation', 'alarm']) await fixture.db.query(`delete from ${table}`)
    })

    it('is not served as a plain figure; the last that held is, where it is asked for', async () => {
      await insert(fixture.db, 'identity_check', [check(20, true), check(30, false)])
      const why = `issued − (Σ Transfer to 0x0 − balanceOf(0x0)) = totalSupply(): ${tokens(1000n)} is not ${1000n * ONE - 1n}`
      expect(await trusted('45')).toEqual({
        supply: { trusted: false, doubts: [why] },
        status: [{ trusted: false, doubts: [why] }],
      })
      const refused = expect.objectContaining({ code: 'E-UNTRUSTED', message: `testnet: ${why}` })
      expect(await plain('')).toEqual([503, null, refused])
      expect(await plain('?last=true')).toEqual([503, null, refused])
      await insert(fixture.db, 'reconciliation', [
        { network: 'testnet', block: 30, block_hash: hashOf(30), block_time: timeOf(30), held_block: 20 },
      ])
      expect(await plain('?last=true')).toEqual([200, '20', '900'])
      const json = async (query: string) => {
        const response = await fetch(`${fixture.api.url}/supply/testnet${query}`)
        const { trusted, block } = (await response.json()) as { trusted: boolean; block: { number: number } }
        return [response.status, response.headers.get('x-assay-block'), trusted, block.number]
      }
      expect(await json('')).toEqual([200, '45', false, 45])
      expect(await json('?last=true')).toEqual([200, '20', true, 20])
    })

    it('says nothing of blocks before it, which held', async () => {
      await insert(fixture.db, 'identity_check', [check(20, true), check(30, false)])
      await insert(fixture.db, 'reconciliation', [
        { network: 'testnet', block: 30, block_hash: hashOf(30), block_time: timeOf(30), held_block: 20 },
      ])
      expect((await trusted('29')).supply).toEqual({ trusted: true, doubts: [] })
      expect(await plain('?block=29')).toEqual([200, '20', '900'])
    })

    it('is a class below zero, before anybody compared it with the chain', async () => {
      const point = { network: 'testnet', asset: TOKEN, class: 'escrow', cause: '', block: 44, block_time: timeOf(44) }
      await insert(fixture.db, 'supply_point', [{ id: 'testnet-below-zero', ...point, balance: -1n }])
      const answer = await trusted('45')
      await fixture.db.query(`delete from supply_point where id = 'testnet-below-zero'`)
      expect(answer.supply).toEqual({
        trusted: false,
        doubts: ['class escrow holds -1: more has left it than came in'],
      })
    })

    it('is everything while the node has another chain than was indexed', async () => {
      await insert(fixture.db, 'alarm', [
        { network: 'testnet', code: 'E-CHAIN-OTHER', message: 'the chain is another' },
      ])
      expect(await plain('?block=29')).toEqual([503, null, expect.objectContaining({ code: 'E-UNTRUSTED' })])
    })
  })

  describe('before their network was compared with the chain', () => {
    const asked = async () => {
      const { data } = await ask(
        fixture.api,
        '{ supply(network: "testnet") { trusted pending doubts } status { trusted pending doubts } }',
      )
      const plain = await fetch(`${fixture.api.url}/supply/testnet/total`)
      const text = await plain.text()
      return {
        data,
        plain: plain.ok ? text : [plain.status, plain.headers.get('retry-after'), JSON.parse(text).error.code],
      }
    }
    const said = (trusted: boolean, ...doubts: string[]) => {
      const each = { trusted, pending: !trusted, doubts }
      return { supply: each, status: [each] }
    }
    const reconciled = { network: 'testnet', block: 30, block_hash: hashOf(30), block_time: timeOf(30), held_block: 30 }
    const refused = [503, '2', 'E-NOT-COMPARED']
    const withEndpoint = () => {
      const file = JSON.parse(readFileSync(fixture.profileFile, 'utf8'))
      writeFileSync(fixture.profileFile, JSON.stringify({ ...file, rpc: 'http://127.0.0.1:9' }))
      return () => writeFileSync(fixture.profileFile, JSON.stringify(file))
    }

    it('figures say so, and plain ones wait for it', async () => {
      const restore = withEndpoint()
      try {
        const pending = said(false, 'not compared with the chain yet')
        await expect.poll(asked, { timeout: 10_000 }).toEqual({ data: pending, plain: refused })
        const whole = await fetch(`${fixture.api.url}/supply/testnet`)
        expect([whole.status, await whole.json()]).toMatchObject([200, { trusted: false, pending: true }])
        await insert(fixture.db, 'reconciliation', [reconciled])
        expect(await asked()).toEqual({ data: said(true), plain: '980' })
      } finally {
        await fixture.db.query('delete from reconciliation')
        restore()
      }
    })

    it('where the node tells nothing of contracts, or nothing is final, no plain one is served, and it is said why', async () => {
      const restore = withEndpoint()
      try {
        await insert(fixture.db, 'alarm', [{ network: 'testnet', code: 'E-NOT-COMPARED', message: 'no state' }])
        const untold = said(false, 'not compared with the chain yet: no state')
        await expect.poll(asked, { timeout: 10_000 }).toEqual({ data: untold, plain: refused })
        await fixture.db.query('delete from alarm')
        await fixture.db.query('update squid_testnet.status set height = -1')
        const young = said(false, 'not compared with the chain yet: none of its blocks is final')
        expect(await asked()).toEqual({ data: young, plain: refused })
        await fixture.db.query('update squid_testnet.status set height = 9')
        expect(await asked()).toEqual({ data: young, plain: refused })
      } finally {
        await fixture.db.query('delete from alarm')
        await fixture.db.query('update squid_testnet.status set height = 33')
        restore()
      }
    })

    it('where no endpoint is named no plain one is served', async () => {
      const named = said(false, 'not compared with the chain yet: no endpoint is named')
      await expect.poll(asked, { timeout: 10_000 }).toEqual({ data: named, plain: refused })
      const { error } = await (await fetch(`${fixture.api.url}/supply/testnet/total`)).json()
      expect(error.message).toBe('testnet: not compared with the chain yet: no endpoint is named')
    })
  })

  it('says the same over REST, in whole tokens', async () => {
    const at = { block: 30, block_hash: hashOf(30), block_time: timeOf(30), held_block: 30 }
    await insert(fixture.db, 'reconciliation', [{ network: 'testnet', ...at }])
    const text = async (path: string) => (await fetch(`${fixture.api.url}${path}`)).text()
    expect(
      await Promise.all(['total', 'circulating', 'burned', 'staked'].map((each) => text(`/supply/testnet/${each}`))),
    ).toEqual(['980', '825', '75', '400'])
    expect(await text('/supply/testnet/burned?block=29')).toBe('0')
    const json = (await (await fetch(`${fixture.api.url}/supply/testnet`)).json()) as Record<string, unknown>
    expect({ total: json.total, circulating: json.circulating, block: json.block }).toEqual({
      total: tokens(980n),
      circulating: tokens(825n),
      block: { number: 45, hash: hashOf(45), timestamp: '2026-01-01T00:09:00.000Z', final: false },
    })
  })

  it.each([
    ['supply(network: "nowhere") { total }', 'E-BAD-INPUT', 'network'],
    ['supply(network: "testnet", block: "46") { total }', 'E-BLOCK-AHEAD', 'block'],
    ['supply(network: "testnet", block: "-1") { total }', 'E-BAD-INPUT', 'block'],
    ['supply(network: "testnet", block: "9") { total }', 'E-BAD-INPUT', 'block'],
    ['supply(network: "testnet", block: "ten") { total }', 'E-BAD-INPUT', 'block'],
    ['supply(network: "testnet", at: "yesterday") { total }', 'E-BAD-INPUT', 'at'],
    ['supply(network: "testnet", at: "2025-12-31") { total }', 'E-BAD-INPUT', 'at'],
    ['supply(network: "testnet", block: "20", at: "2026-01-02") { total }', 'E-BAD-INPUT', 'at'],
    ['burns(network: "testnet", first: -1) { totalCount }', 'E-BAD-INPUT', 'first'],
    ['burns(network: "testnet", after: "xyz") { totalCount }', 'E-BAD-CURSOR', 'after'],
    ['burns(network: "testnet", where: { block_gte: "a" }) { totalCount }', 'E-BAD-INPUT', 'where.block_gte'],
    ['burns(network: "testnet", where: { from_eq: "0x12" }) { totalCount }', 'E-BAD-INPUT', 'where.from_eq'],
    ['staker(network: "testnet", address: "me") { staked }', 'E-BAD-INPUT', 'address'],
    ['yield(network: "testnet", program: "none") { tier }', 'E-BAD-INPUT', 'program'],
    ['yield(network: "testnet", program: "destra.stakers.monthly", period: "soon") { tier }', 'E-BAD-INPUT', 'period'],
    ['yield(network: "testnet", program: "destra.stakers.monthly", period: "p3") { tier }', 'E-BAD-INPUT', 'period'],
    ['nothing', 'E-BAD-QUERY', undefined],
  ])('answers %s with %s at %s', async (query, code, field) => {
    const { status, errors } = await ask(fixture.api, `{ ${query} }`)
    expect({ server: status >= 500, code: errors?.[0]?.extensions.code, field: errors?.[0]?.extensions.field }).toEqual(
      {
        server: false,
        code,
        field,
      },
    )
  })

  it('names the field of a bad variable', async () => {
    const { status, errors } = await ask(
      fixture.api,
      'query($where: BurnWhere) { burns(network: "testnet", where: $where) { totalCount } }',
      { where: { from_eq: 'me' } },
    )
    expect({ status, extensions: errors?.[0]?.extensions }).toEqual({
      status: 400,
      extensions: { code: 'E-BAD-INPUT', field: 'where.from_eq' },
    })
  })

  it('lists burns newest first, by cause, with pages that do not move when rows are added', async () => {
    const page = async (after: string | null) =>
      (
        await ask(
          fixture.api,
          `query($after: String) { burns(network: "testnet", first: 1, after: $after) {
             totalCount nodes { cause amount from } pageInfo { hasNextPage endCursor } } }`,
          { after },
        )
      ).data.burns
    const first = await page(null)
    expect(first.totalCount).toBe(3)
    await fixture.db.query(
      `insert into movement select replace(id, '0000000030', '0000000041'), network, 41, block_time, tx_hash, asset,
         from_class, to_class, from_account, to_account, amount, cause from movement where block = 30`,
    )
    const second = await page(first.pageInfo.endCursor)
    const third = await page(second.pageInfo.endCursor)
    await fixture.db.query('delete from movement where block = 41')
    expect([first, second, third].map((each) => each.nodes[0])).toEqual([
      { cause: 'direct', amount: tokens(20n), from: ALICE },
      { cause: 'slash', amount: tokens(5n), from: ALICE },
      { cause: 'direct', amount: tokens(50n), from: ALICE },
    ])
    expect(third.pageInfo.hasNextPage).toBe(false)
    const slashes = await ask(
      fixture.api,
      '{ burns(network: "testnet", where: { cause_in: ["slash"], amount_gte: "1", timestamp_lt: "9999-01-01" }) { nodes { amount } } }',
    )
    expect(slashes.data.burns.nodes).toEqual([{ amount: tokens(5n) }])
  })

  it('lists holders, largest first, without the empty ones', async () => {
    const { data } = await ask(fixture.api, '{ holders(network: "testnet") { nodes { account amount shareBps } } }')
    expect(data.holders.nodes.slice(0, 2)).toEqual([
      { account: ALICE, amount: tokens(420n), shareBps: 4285 },
      { account: POOL, amount: tokens(400n), shareBps: 4081 },
    ])
    expect(data.holders.nodes).toHaveLength(4)
  })

  it('says until when a stake must be held for its last month', async () => {
    const { data } = await ask(
      fixture.api,
      `{ staker(network: "testnet", address: "${ALICE.toUpperCase().replace('0X', '0x')}") { address staked weight
           positions { tier weight holdUntil eligiblePeriods { period held } } } }`,
    )
    expect(data.staker).toEqual({
      address: ALICE,
      staked: tokens(400n),
      weight: tokens(700n),
      positions: [
        {
          tier: 30,
          weight: tokens(100n),
          holdUntil: '2026-02-01T00:00:00Z',
          eligiblePeriods: [{ period: '2026-01', held: true }],
        },
        {
          tier: 90,
          weight: tokens(600n),
          holdUntil: '2026-04-01T00:00:00Z',
          eligiblePeriods: [
            { period: '2026-01', held: true },
            { period: '2026-02', held: true },
            { period: '2026-03', held: true },
          ],
        },
      ],
    })
  })

  it('gives the open month’s yield as provisional, from final rows only', async () => {
    const { data, errors } = await ask(
      fixture.api,
      `{ yield(network: "testnet", program: "destra.stakers.monthly", period: "2026-01") {
           tier multiplier ethPerToken apr provisional block { number final } definition { pot denominator numerator } } }`,
    )
    expect(errors).toBeUndefined()
    // pot 6 ETH; only the stake of block 20 is final: weight 600
    expect(data.yield[1]).toEqual({
      tier: 90,
      multiplier: 2,
      ethPerToken: ((6n * ONE * 2n * ONE) / (600n * ONE)).toString(),
      apr: ((20_000_000_000_000_000n * 31_536_000n) / (31n * 86_400n)).toString(),
      provisional: true,
      block: { number: 30, final: true },
      definition: {
        pot: tokens(6n),
        denominator: tokens(600n),
        numerator: (6n * ONE * 2n * ONE).toString(),
      },
    })
  })

  it('predicts what the pool itself pays, from its deposits and the last weight it told', async () => {
    const end = START + 3 * 12
    const fact = (block: number, kind: string, data: Record<string, string>) => ({
      id: `event-${block}-${kind}`,
      network: 'testnet',
      block,
      block_hash: hashOf(block),
      block_time: timeOf(block),
      log_index: block,
      part: 0,
      tx_hash: hashOf(block),
      tx_index: 0,
      contract: POOL,
      kind,
      version: 1,
      data: JSON.stringify(data),
    })
    await insert(fixture.db, 'event', [
      // period 3 ends in 36 seconds: periods 0 to 2 have ended before the story began
      fact(11, 'destra-pool.RewardPeriodTransition', {
        oldPeriodIndex: '2',
        newPeriodIndex: '3',
        newPeriodEndTime: `${end}`,
      }),
      fact(12, 'destra-pool.TotalWeightUpdated', { rewardPeriodIndex: '3', totalWeight: `${500n * ONE}` }),
      fact(13, 'destra-pool.TotalWeightUpdated', { rewardPeriodIndex: '3', totalWeight: `${200n * ONE}` }),
      fact(14, 'destra-pool.TotalWeightUpdated', { rewardPeriodIndex: '4', totalWeight: `${900n * ONE}` }),
    ])
    const deposit = (period: number, amount: bigint, block: number) => ({
      id: `deposit-${period}-${block}`,
      network: 'testnet',
      pool: POOL,
      period,
      amount,
      block,
      block_time: timeOf(block),
      tx_hash: hashOf(block),
    })
    // the last one stands in a block that is not final
    await insert(fixture.db, 'pool_deposit', [deposit(3, ONE, 20), deposit(3, ONE, 30), deposit(3, 7n * ONE, 40)])
    const { data, errors } = await ask(
      fixture.api,
      `{ newest: yield(network: "testnet", program: "destra.pool") { tier period ethPerToken provisional definition { pot denominator end ruleset } }
         open: yield(network: "testnet", program: "destra.pool", period: "p4") { period provisional ethPerToken } }`,
    )
    expect(errors).toBeUndefined()
    expect(data.newest[3]).toEqual({
      tier: 360,
      period: 'p3',
      // 2 ETH × 4 over a weight of 200
      ethPerToken: '40000000000000000',
      provisional: false,
      definition: {
        pot: tokens(2n),
        denominator: tokens(200n),
        end: '2026-01-01T00:00:36Z',
        ruleset: 'destra-pool/v1',
      },
    })
    expect(data.open[0]).toEqual({ period: 'p4', provisional: true, ethPerToken: '0' })
  })

  it('reads all parts of an answer from one block, whatever the indexer commits meanwhile', async () => {
    const [answers] = await Promise.all([
      Promise.all(
        Array.from({ length: 30 }, () =>
          ask(
            fixture.api,
            '{ a: supply(network: "testnet") { staked block { hash } } status { indexedBlock { hash } } b: supply(network: "testnet") { staked } }',
          ),
        ),
      ),
      (async () => {
        for (let i = 0; i < 30; i++) {
          await fixture.db.query('begin')
          await fixture.db.query('update head set hash = $1', [hashOf(1000 + i)])
          await fixture.db.query("update supply_point set balance = $1 where class = 'staked' and block = 40", [i])
          await fixture.db.query('commit')
        }
        await fixture.db.query('update head set hash = $1', [hashOf(45)])
        await fixture.db.query("update supply_point set balance = $1 where class = 'staked' and block = 40", [
          tokens(400n),
        ])
      })(),
    ])
    for (const { data } of answers) {
      const { hash } = data.a.block
      const expected = hash === hashOf(45) ? undefined : (Number(hash) - 1000).toString()
      expect(data.status[0].indexedBlock.hash).toBe(hash)
      expect(data.a.staked).toBe(data.b.staked)
      if (expected !== undefined) expect(data.a.staked).toBe(expected)
    }
  })
})
