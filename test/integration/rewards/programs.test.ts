import { readFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ProfileInput } from '../../../src/config/profile'
import { closeDue } from '../../../src/rewards/close/close'
import { distributionFolder } from '../../../src/rewards/files/write'
import { explainedShare, listShares, readPots } from '../../../src/rewards/read'
import { rebuildReport } from '../../../src/rewards/rebuild'
import { sha256 } from '../../../src/rewards/report/sha256'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Domains } from './support/domains'
import { DAY, Economy, FixtureBlocks, holder, utc } from './support/economy'

let postgres: TestPostgres
let economy: Economy
let blocks: FixtureBlocks

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())
beforeEach(() => {
  blocks = new FixtureBlocks(utc('2026-01-20T00:00:00'))
})
afterEach(() => economy?.close())

async function network(program: string, over: Partial<ProfileInput> = {}): Promise<void> {
  economy = await Economy.create(postgres.url, { program, over })
  await economy.finalAt(blocks.final)
}

const [ann, bob, eve] = [holder(1), holder(2), holder(3)]
const closing = () => ({ ...economy, blocks, worker: 'test' })
const sharesOf = async (id: string) =>
  (await listShares(economy.pool, id, { first: 10 })).map(({ account, amount }) => [account, amount])
const bodyOf = async (id: string) =>
  (await economy.pool.query<{ body: string }>('select body from report where distribution_id = $1', [id])).rows[0]!.body
const file = (id: string, name: string) =>
  readFileSync(path.join(distributionFolder(economy.dataDir, id), name), 'utf8')

/** What the stores give today is what was stored, byte for byte. */
async function expectRebuilt(id: string): Promise<void> {
  const period = id.split(':')[2]!
  const { ruleset } = economy.program
  expect((await rebuildReport({ ...closing(), ruleset: ruleset.name }, period)).body).toBe(await bodyOf(id))
}

describe('deepnode.emission', () => {
  const monday = utc('2026-01-05T00:00:00')
  const week = 7 * DAY

  it('pays each role of each domain by its own weights, and carries by role and domain', async () => {
    await network('deepnode.emission')
    const domains = new Domains(economy)
    await domains.configured(1, eve, [4_100, 4_100, 1_700, 0, 0], monday - 9 * DAY)
    await domains.configured(2, eve, [0, 0, 0, 1_000, 8_900], monday - 9 * DAY)
    await domains.model(7, 2, bob)
    await domains.worked(1, 1, 'miners', ann, 3n)
    await domains.worked(1, 1, 'miners', bob, 1n)
    // in the second epoch, after the first has ended
    await domains.staked(1, ann, 5n, monday + DAY)
    await domains.routed(7, 2, 9n, monday - 1)
    await domains.closed(1, monday - week, monday, monday + 60, { 1: 1_000n, 2: 100n })
    await domains.closed(2, monday, monday + week, monday + week + 60, { 1: 1_000n })
    const ids = ['e1', 'e2'].map((epoch) => `fixture:deepnode.emission:${epoch}`)
    expect(await closeDue(closing())).toEqual(ids)

    expect(
      (await readPots(economy.pool, ids[0]!)).map(({ name, distributed, carry }) => [name, distributed, carry]),
    ).toEqual([
      ['domain 1 miners', 409n, 1n],
      ['domain 1 stakers', 0n, 410n],
      ['domain 1 validators', 0n, 170n],
      ['domain 2 domainOwner', 10n, 0n],
      ['domain 2 modelOwners', 89n, 0n],
    ])
    expect(await sharesOf(ids[0]!)).toEqual([
      [ann, 307n],
      [bob, 191n],
      [eve, 10n],
    ])
    expect((await explainedShare(economy.pool, ids[0]!, bob))!.explanation).toMatchObject({
      amount: '191',
      pots: [
        { name: 'domain 1 miners', amount: '102', domains: [{ of: 'workUnits', weight: '1' }] },
        { name: 'domain 2 modelOwners', amount: '89', domains: [{ of: 'routedRevenue', weight: '9' }] },
      ],
    })
    // the stakers' carry of the first epoch is theirs in the second
    expect(await sharesOf(ids[1]!)).toEqual([[ann, 820n]])
    for (const id of ids) await expectRebuilt(id)
  })

  it('has no report of an epoch that ended before anything was indexed', async () => {
    await network('deepnode.emission')
    const domains = new Domains(economy)
    const { number, hash, time } = await blocks.header(FixtureBlocks.at(monday) + 1)
    await economy.pool.query(
      `insert into block (id, network, number, hash, time) values ('b', 'fixture', $1, $2, $3)`,
      [number, hash, time],
    )
    await domains.closed(1, monday - week, monday, monday + 60, { 1: 5n })
    await domains.closed(2, monday, monday + week, monday + week + 60, { 1: 5n })
    expect(await closeDue(closing())).toEqual(['fixture:deepnode.emission:e2'])
  })

  it('waits until the chain has closed the epoch and its end is final', async () => {
    await network('deepnode.emission')
    const end = FixtureBlocks.timeOf(blocks.final) + 1
    await new Domains(economy).closed(1, end - week, end, end, { 1: 5n })
    expect(await closeDue(closing())).toEqual([])
    blocks.final = FixtureBlocks.at(end + DAY)
    await economy.finalAt(blocks.final)
    expect(await closeDue(closing())).toEqual(['fixture:deepnode.emission:e1'])
  })
})

describe('destra.nodes.monthly', () => {
  const id = 'fixture:destra.nodes.monthly:2025-12'
  const hour = (at: string, node: string, bits: bigint) =>
    economy.pool.query('insert into node_uptime (network, node, hour, minutes) values ($1, $2, $3, $4)', [
      'fixture',
      node,
      at,
      bits.toString(),
    ])
  const job = (n: number, node: string, units: number, at: string) =>
    economy.pool.query(
      `insert into job (id, network, requester, adaptor, pool, memory_gb, max_compute_units, seed, state, node,
         compute_units, completed_at) values ($1, 'fixture', 'x', 'x', 'x', 1, 1, 'x', 'completed', $2, $3, $4)`,
      [`0x${n.toString(16).padStart(64, '0')}`, node, units, at],
    )
  const WHOLE_HOUR = 2n ** 60n - 1n

  it('pays by compute units × uptime, from evidence that is sealed when the month is closed', async () => {
    await network('destra.nodes.monthly')
    await economy.revenue(utc('2025-12-10T00:00:00'), 60n, undefined, 1_000n)
    for (let day = 1; day <= 20; day++) {
      await hour(`2025-12-${String(day).padStart(2, '0')}T00:00:00Z`, ann, WHOLE_HOUR)
      if (day <= 10) await hour(`2025-12-${String(day).padStart(2, '0')}T00:00:00Z`, bob, WHOLE_HOUR)
    }
    await job(1, ann, 100, '2025-12-03T00:00:00Z')
    await job(2, bob, 200, '2025-12-04T00:00:00Z')
    await job(3, eve, 900, '2025-12-05T00:00:00Z')
    await job(4, bob, 900, '2026-01-01T00:00:00Z')
    expect(await closeDue(closing())).toEqual([id])
    // 20 h and 10 h of 744: floor(1,200 × 10,000 / 44,640) = 268 bps, 134 bps; eve was never heard
    expect(await sharesOf(id)).toEqual([
      [ann, 500n],
      [bob, 500n],
    ])
    const evidence = file(id, 'evidence.ndjson')
    expect(evidence.trim().split('\n')).toHaveLength(5)
    expect(JSON.parse(await bodyOf(id)).inputs.evidence).toEqual({ lines: 5, sha256: sha256(evidence) })

    // what comes late changes nothing: neither the report nor what rebuilding it gives
    await hour('2025-12-25T00:00:00Z', eve, WHOLE_HOUR)
    await expectRebuilt(id)
    await expect(economy.pool.query(`update report_evidence set body = ''`)).rejects.toThrow('never edited')
  })

  it('carries the whole part where nobody worked', async () => {
    await network('destra.nodes.monthly')
    await economy.revenue(utc('2025-12-10T00:00:00'), 60n, undefined, 1_000n)
    await closeDue(closing())
    expect(await economy.reports()).toMatchObject([{ period: '2025-12', pot: 1_000n, carry: 1_000n, root: null }])
  })
})

describe('dgrid.nodes.weekly with mining', () => {
  it('adds the week’s mining by effort × uptime, in a pot of its own', async () => {
    await network('dgrid.nodes.weekly', { mining: { 'dgrid.nodes.weekly': '1000' } })
    const at = utc('2026-01-06T00:00:00')
    await economy.bill(ann, 70n, at)
    await economy.bill(bob, 30n, at)
    await economy.pool.query(
      `insert into node_uptime (network, node, hour, minutes) values ('fixture', $1, '2026-01-06T00:00:00Z', $2)`,
      [ann, (2n ** 60n - 1n).toString()],
    )
    const id = 'fixture:dgrid.nodes.weekly:2026-W02'
    expect(await closeDue(closing())).toContain(id)
    expect(await readPots(economy.pool, id)).toMatchObject([
      { name: 'main', received: 100n, carry: 0n },
      { name: 'mining', received: 1_000n, distributed: 1_000n },
    ])
    expect(await sharesOf(id)).toEqual([
      [ann, 1_070n],
      [bob, 30n],
    ])
    expect(JSON.parse(await bodyOf(id)).inputs.terms).toEqual({ mining: '1000' })
    await expectRebuilt(id)
  })
})

describe('campaign', () => {
  const campaign = {
    name: 'early-users',
    asset: 'token' as const,
    pot: '100000000000',
    price: { perToken: '3000', source: 'the pair at block 1' },
    start: utc('2025-12-01T00:00:00'),
    end: utc('2026-01-10T00:00:00'),
    table: [
      { address: ann, weight: '2' },
      { address: bob, weight: '1' },
    ],
  }

  it('pays its pot once, when its window is over, converted at the pinned price', async () => {
    await network('campaign', { campaigns: [campaign] })
    const id = 'fixture:campaign.early-users:once'
    expect(await closeDue(closing())).toEqual([id])
    expect(await closeDue(closing())).toEqual([])
    const pot = 33_333_333_333_333_333_333_333_333n
    expect(await sharesOf(id)).toEqual([
      [ann, (pot * 2n) / 3n],
      [bob, pot / 3n],
    ])
    expect(JSON.parse(await bodyOf(id)).inputs.terms).toMatchObject({ pricePerToken: '3000', pot: '100000000000' })
    await expectRebuilt(id)
  })

  it('pays nothing while its window is open', async () => {
    await network('campaign', { campaigns: [{ ...campaign, end: utc('2026-02-01T00:00:00') }] })
    expect(await closeDue(closing())).toEqual([])
  })
})
