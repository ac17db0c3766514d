import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Command } from 'commander'
import { Client, type Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { RequestBudget } from '../../src/api/budget'
import { readOnlyPool } from '../../src/api/pool'
import { pressureResolvers } from '../../src/api/resolvers/pressure'
import { migrate } from '../../src/cli/migrate'
import { register } from '../../src/cli/simulate'
import { readEnv } from '../../src/config/env'
import { type ProfileInput, parseProfile } from '../../src/config/profile'
import { AssayError } from '../../src/errors'
import type { ChainHeads } from '../../src/ledger/chainHeads'
import { readDomainEpochs } from '../../src/ledger/emission/pressure'
import { readSupply } from '../../src/ledger/supply'
import { withSnapshot } from '../../src/postgres/snapshot'
import { parseScenario } from '../../src/simulate/scenario'
import { type Simulation, simulate } from '../../src/simulate/simulate'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../support/postgres'

const DN = 10n ** 18n
const USD = 10n ** 6n
const network = 'what-if'
const token = `0x${'d0'.repeat(20)}`
const pair = `0x${'9a'.repeat(20)}`
const account = (n: number) => `0x${n.toString(16).padStart(40, '0')}`
const at = (text: string) => Date.parse(`${text}Z`) / 1000

const profileInput: ProfileInput = {
  name: network,
  chainId: 31337,
  token: {
    address: token,
    symbol: 'DN',
    decimals: 18,
    burnSinks: ['0x000000000000000000000000000000000000dead'],
    excludedFromCirculating: [{ address: account(99), label: 'treasury' }],
  },
  contracts: { pricePair: { address: pair, kind: 'uniswap-v2' } },
}
const profile = parseProfile(profileInput, 'fixture', {})
const asked = { miners: 4_100, stakers: 4_100, validators: 1_700, domainOwner: 0, modelOwners: 0 }

/** Blocks by number and time: two whole months and the beginning of a third. */
const blocks: Record<number, number> = {
  1: at('2026-01-01T00:00:00'),
  2: at('2026-01-08T00:00:00'),
  3: at('2026-01-15T00:00:05'),
  4: at('2026-01-31T23:59:59'),
  5: at('2026-02-10T00:00:00'),
  6: at('2026-02-15T00:00:05'),
  7: at('2026-03-02T00:00:00'),
}
const block = (n: number) => ({ block: n, block_time: blocks[n] })

let server: TestPostgres
let dbUrl: string
let pool: Pool
let folder: string
let next = 0

beforeAll(async () => {
  server = await startTestPostgres()
  dbUrl = (await freshDatabase(server.url, 'simulate')).url
  await migrate(readEnv({ DB_URL: dbUrl }))
  const db = new Client({ connectionString: dbUrl })
  await db.connect()
  await history((table, row) => {
    const known = { id: `${String(next++).padStart(6, '0')}`, network, ...row }
    const names = Object.keys(known)
    const values = Object.values(known).map((value) => (typeof value === 'bigint' ? `${value}` : value))
    return db.query(
      `insert into ${table} (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`,
      values,
    )
  })
  await db.query('insert into head (id, number, hash, time) values ($1, 7, $2, $3)', [network, '0x7', blocks[7]])
  await db.end()
  pool = readOnlyPool(dbUrl, () => undefined)
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-test-simulate-'))
  writeFileSync(path.join(folder, 'profile.json'), JSON.stringify(profileInput))
})

afterAll(async () => {
  vi.unstubAllEnvs()
  await pool?.end()
  await server?.stop()
  if (folder) rmSync(folder, { recursive: true, force: true })
})

/** Domain 2: an epoch of 1,000 DN in January at $1, one of 501 base units in February; usage burns 30 and 70 DN. */
async function history(insert: (table: string, row: Record<string, unknown>) => Promise<unknown>): Promise<void> {
  for (const [number, time] of Object.entries(blocks))
    await insert('block', { number: Number(number), hash: `0x${number}`, time })
  const version = { domain_id: 2, owner: account(50), from_block: 1, from_time: blocks[1] }
  await insert('domain_version', {
    ...version,
    miners_bps: 3_000,
    stakers_bps: 2_000,
    validators_bps: 2_000,
    domain_owner_bps: 1_000,
    model_owners_bps: 1_900,
  })
  for (const [role, floor, ceiling] of [
    [0, 1_000, 7_000],
    [1, 500, 5_000],
  ] as const) {
    const parameter = { contract: pair, from_block: 1, from_time: blocks[1] }
    await insert('parameter', { ...parameter, name: `floorBps:${role}`, value: `${floor}` })
    await insert('parameter', { ...parameter, name: `ceilingBps:${role}`, value: `${ceiling}` })
  }
  // one dollar a token, three dollars from February on
  await insert('price_point', { pair, reserve_token: 5n * DN, reserve_quote: 5n * USD, ...block(1) })
  await insert('price_point', { pair, reserve_token: DN, reserve_quote: 3n * USD, ...block(4) })
  await insert('epoch', { epoch: 1, start_time: blocks[2], end_time: at('2026-01-15T00:00:00'), block: 3 })
  await insert('epoch', {
    epoch: 2,
    start_time: at('2026-02-08T00:00:00'),
    end_time: at('2026-02-15T00:00:00'),
    block: 6,
  })
  await insert('emission', { epoch: 1, domain_id: 2, amount: 1_000n * DN, ...block(3) })
  await insert('emission', { epoch: 2, domain_id: 2, amount: 501n, ...block(6) })
  await insert('model', { model_id: 7, domain_id: 2, owner: account(60), owner_bps: 5_000, block: 1 })
  for (const [n, gross, burned] of [
    [2, 600n * USD, 6n * DN + 1n],
    [5, 900n, 3n],
  ] as const)
    await insert('revenue_route', {
      model_id: 7,
      domain_id: 2,
      gross,
      model_owner: gross,
      fees: 0n,
      buyback: 0n,
      emission_reserve: 0n,
      burned,
      tx_hash: '0x',
      ...block(n),
    })
  for (const [epoch, role, n, units] of [
    [1, 'miners', 1, 2n],
    [1, 'miners', 2, 1n],
    [1, 'validators', 3, 5n],
    [2, 'miners', 1, 2n],
    [2, 'miners', 2, 1n],
  ] as const)
    await insert('epoch_work', { epoch, domain_id: 2, role, account: account(n), units, block: epoch * 3 })
  // the second staker leaves before the second epoch ends, the third comes after it
  for (const [staker, stake, from] of [
    [10, 3n, 1],
    [11, 1n, 1],
    [11, 0n, 5],
    [12, 9n, 6],
  ] as const)
    await insert('domain_stake', { domain_id: 2, staker: account(staker), stake, from_block: from })
  const point = (n: number, name: string, cause: string, balance: bigint) =>
    insert('supply_point', { asset: token, class: name, cause, balance, ...block(n) })
  await point(1, 'issuance', '', -100_000n * DN)
  await point(1, 'holders', '', 90_000n * DN)
  await point(1, 'treasury', '', 10_000n * DN)
  await point(1, `excluded:${account(99)}`, '', 10_000n * DN)
  for (const [n, usage, buyback] of [
    [2, 30n * DN, 6n * DN + 1n],
    [5, 100n * DN, 6n * DN + 4n],
  ] as const) {
    await point(n, 'holders', '', 90_000n * DN - usage - buyback)
    await point(n, 'burned', '', usage + buyback)
    await point(n, 'burned', 'usage', usage)
    await point(n, 'burned', 'revenue-buyback', buyback)
  }
}

const simulated = (input: object): Promise<Simulation> =>
  withSnapshot(pool, (snapshot) =>
    simulate(snapshot, profile, parseScenario({ network, ...input }, 'what-if'), 'what-if'),
  )

describe('assay simulate', () => {
  it('an unchanged scenario is the live figures exactly, on both sides', async () => {
    const { months } = await simulated({ domain: '2' })
    expect(months.map((each) => each.month)).toEqual(['2026-01', '2026-02', '2026-03'])
    expect(months.map((each) => each.whatIf)).toEqual(months.map((each) => each.real))
    await withSnapshot(pool, async (snapshot) => {
      const profiles = { get: () => profile }
      const context = { profiles, snapshot, budget: new RequestBudget() } as unknown as Parameters<
        typeof pressureResolvers.Query.emissionPressure
      >[2]
      const args = { network, domainId: 2n, every: 'MONTH' } as never
      const live = await pressureResolvers.Query.emissionPressure({}, args, context)
      expect(live).toHaveLength(2)
      for (const figure of live) {
        const { epochs, distribution, ...own } = months.find((each) => each.month === figure.period)!.real.domain!
        expect(epochs).toBe(1)
        expect(distribution).not.toBeNull()
        expect(figure).toMatchObject(own)
      }
      const chainHeads = { during: async () => ({ number: 7, isFresh: true }) } as unknown as ChainHeads
      for (const { real, end } of months) {
        const live = await readSupply({ chainHeads }, snapshot, profile, { at: new Date((end - 1) * 1000) })
        const { held, ...figures } = real.supply
        expect(live).toMatchObject(figures)
        for (const [name, amount] of held) expect(live.classes).toContainEqual({ class: name, amount })
      }
      const epochs = await readDomainEpochs(snapshot, profile, { from: 0, to: 2 ** 31, domainId: 2n, limit: 9 })
      expect(epochs.reduce((sum, each) => sum + each.miners, 0n)).toBe(
        months.reduce((sum, each) => sum + each.real.domain!.miners, 0n),
      )
    })
  })

  it('what if this domain were 41/41: by hand', async () => {
    const { months } = await simulated({ domain: '2', shares: asked, from: '2026-01', to: '2026-02' })
    const [january, february] = months
    // 500 DN at $1 need ceil(500 / 0.82); 600 came in
    expect(january!.real.domain).toMatchObject({
      miners: 300n * DN,
      stakers: 200n * DN,
      counted: 500n * USD,
      breakEven: 609_756_098n,
      externalRevenue: 600n * USD,
      pressureBps: 10_163n,
      flagged: true,
    })
    // 820 DN need $1,000
    expect(january!.whatIf.domain).toMatchObject({
      miners: 410n * DN,
      stakers: 410n * DN,
      counted: 820n * USD,
      breakEven: 1_000n * USD,
      externalRevenue: 600n * USD,
      pressureBps: 16_667n,
      flagged: true,
    })
    // 410 DN by 2 : 1 leave one base unit; 501 base units by 41/41/17/1 are 205, 205, 85 and 5, and one is left over
    expect(january!.whatIf.domain!.distribution).toEqual({
      foundation: 10n * DN,
      received: {
        miners: 410n * DN - 1n,
        stakers: 410n * DN,
        validators: 170n * DN,
        domainOwner: 0n,
        modelOwners: 0n,
      },
      carry: { miners: 1n, stakers: 0n, validators: 0n, domainOwner: 0n, modelOwners: 0n },
    })
    // miners: 205 + 1 by 2 : 1 are 137 and 68, one left, and the epoch's rounding; no validator: all of 85 is carried
    expect(february!.whatIf.domain).toMatchObject({
      miners: 205n,
      stakers: 205n,
      distribution: {
        foundation: 5n,
        received: { miners: 205n, stakers: 205n, validators: 0n, domainOwner: 0n, modelOwners: 0n },
        carry: { miners: 2n, stakers: 0n, validators: 85n, domainOwner: 0n, modelOwners: 0n },
      },
    })
    expect(february!.whatIf.supply).toEqual(february!.real.supply)
  })

  it('shares hold from the scenario’s first month on', async () => {
    const { months } = await simulated({ domain: '2', shares: asked, from: '2026-02' })
    expect(months.map((each) => each.month)).toEqual(['2026-02', '2026-03'])
    expect(months[0]!.whatIf.domain!.distribution!.carry.validators).toBe(85n)
    const all = await simulated({ domain: '2', shares: asked })
    // January as it was: miners' 300 DN by 2 : 1 leave nothing, so February has no carry to add
    expect([months[0], all.months[1]].map((each) => each!.whatIf.domain!.distribution!.received.miners)).toEqual([
      204n,
      205n,
    ])
  })

  it('what if usage burned 2 % a year: by hand', async () => {
    const { months } = await simulated({ burnBps: { usage: 200 }, to: '2026-02' })
    const [january, february] = months
    const circulating = 90_000n * DN - 6n * DN - 1n
    const first = (circulating * 200n * 2_678_400n) / (10_000n * 31_536_000n)
    expect(january!.real.supply).toMatchObject({ circulating: circulating - 30n * DN, burned: 36n * DN + 1n })
    expect(january!.whatIf.supply).toMatchObject({
      circulating: circulating - first,
      burned: 6n * DN + 1n + first,
      total: 100_000n * DN,
    })
    const second = ((circulating - 3n - first) * 200n * 2_419_200n) / (10_000n * 31_536_000n)
    expect(february!.whatIf.supply.burnedBy).toEqual([
      { cause: 'revenue-buyback', amount: 6n * DN + 4n },
      { cause: 'usage', amount: first + second },
    ])
    expect(february!.whatIf.supply.circulating).toBe(circulating - 3n - first - second)
  })

  it('what if 1.5 % of revenue were bought back: each receipt on its own', async () => {
    const { months } = await simulated({ burnBps: { buyback: 150 }, from: '2026-02', to: '2026-02' })
    // 3 base units were burned in February: 4, and January stays as it was
    expect(months[0]!.whatIf.supply.burned - months[0]!.real.supply.burned).toBe(1n)
  })

  it.each([
    ['shares.stakers', { domain: '2', shares: { ...asked, stakers: 5_100, validators: 700 } }],
    ['domain', { domain: '3' }],
    ['to', { to: '2026-04' }],
    ['to', { to: '2025-12' }],
    ['from', { from: '2026-04' }],
  ])('refuses %s that history does not allow', async (field, input) => {
    const refused = await simulated(input).catch((error: unknown) => error)
    expect(refused).toBeInstanceOf(AssayError)
    expect(refused).toMatchObject({ code: 'E-SCENARIO', details: { field } })
  })
})

describe('the command', () => {
  const run = async (scenario: object, ...args: string[]): Promise<string> => {
    const file = path.join(folder, 'scenario.json')
    writeFileSync(file, JSON.stringify(scenario))
    for (const [name, value] of Object.entries({ DB_URL: dbUrl, ASSAY_PROFILES: path.join(folder, 'profile.json') }))
      vi.stubEnv(name, value)
    const lines: string[] = []
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line))
    try {
      const program = new Command('assay').exitOverride()
      register(program)
      await program.parseAsync(['node', 'assay', 'simulate', '--scenario', file, ...args])
      return lines.join('\n')
    } finally {
      log.mockRestore()
    }
  }

  it('prints a table, and JSON with decimal strings', async () => {
    const scenario = { network: 'another', domain: '2', shares: asked, to: '2026-02' }
    const table = await run(scenario, '--network', network)
    expect(table).toMatch(/2026-01 +real +101\.63 % ! +609756098 +600000000 +300\.00 +200\.00/)
    expect(table).toMatch(/what-if +166\.67 % ! +1000000000 +600000000 +410\.00 +410\.00/)
    const json = JSON.parse(await run(scenario, '--network', network, '--json'))
    expect(json).toMatchObject({ network, indexedBlock: 7, scenario })
    expect(json.months[0].whatIf.domain).toMatchObject({ pressureBps: '16667', miners: '410000000000000000000' })
  })

  it('names a network nobody configured', async () => {
    await expect(run({ network: 'nowhere' })).rejects.toMatchObject({ code: 'E-NETWORK' })
  })
})
