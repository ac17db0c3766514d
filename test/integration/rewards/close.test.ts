import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { StandardMerkleTree } from '@openzeppelin/merkle-tree'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { destraTiers, tierYield } from '../../../src/economics/yield'
import { type ClosePoint, closeDue, dryClose } from '../../../src/rewards/close/close'
import { forecast } from '../../../src/rewards/close/forecast'
import { loadReport } from '../../../src/rewards/close/stored'
import { distributionFolder } from '../../../src/rewards/files/write'
import { writeMissing } from '../../../src/rewards/files/writeMissing'
import { approve } from '../../../src/rewards/publish/approve'
import { safeBatch } from '../../../src/rewards/publish/safeBatch'
import { distributionById, explainedShare, listShares, proofOf } from '../../../src/rewards/read'
import { closedFigures } from '../../../src/rewards/read/closedFigures'
import { stakerRewards } from '../../../src/rewards/read/staker'
import { rebuildReport } from '../../../src/rewards/rebuild'
import { sha256 } from '../../../src/rewards/report/sha256'
import { givenAt } from '../../../src/witness/folder/given'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { DAY, Economy, FixtureBlocks, hashOf, holder, utc } from './support/economy'

const ETHER = 10n ** 18n
const months = [
  ...['2025-09', '2025-10', '2025-11', '2025-12'],
  ...['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06', '2026-07', '2026-08'],
]
const [ann, bob, eve] = [holder(1), holder(2), holder(3)]
const idOf = (month: string) => `fixture:destra.stakers.monthly:${month}`

let postgres: TestPostgres
let economy: Economy
let blocks: FixtureBlocks

beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

beforeEach(async () => {
  economy = await Economy.create(postgres.url, { distributor: holder(500) })
  blocks = new FixtureBlocks(utc('2026-09-02T00:00:00'))
  await economy.finalAt(blocks.final)
})
afterEach(() => economy?.close())

const closing = (over: { reached?: (point: ClosePoint, period: string) => void } = {}) => ({
  ...economy,
  blocks,
  worker: 'test',
  ...over,
})

/** A year: 1 ETH + 7 wei of revenue a month, three stakers who come and go. */
async function aYear(): Promise<void> {
  for (const month of months) await economy.revenue(utc(`${month}-10T12:00:00`), ETHER + 7n)
  await economy.stake(ann, 3_000n, 360, 4, utc('2025-09-02T00:00:00'))
  const left = await economy.stake(bob, 1_001n, 90, 2, utc('2025-10-03T00:00:00'))
  await economy.stake(bob, 17n, 360, 4, utc('2026-01-20T00:00:00'))
  await economy.unstake(left, utc('2025-12-20T00:00:00'))
  await economy.stake(eve, 5n, 30, 1, utc('2026-03-01T00:00:00'))
}

describe('closing after a year’s outage', () => {
  it('closes twelve months in order, carries the remainder, and pays out every wei of revenue', async () => {
    await aYear()
    expect(await closeDue(closing())).toEqual(months.map(idOf))
    const reports = await economy.reports()
    expect(reports.map((each) => each.state)).toEqual(months.map(() => 'verified'))
    reports.forEach((report, index) => {
      expect(report.carry_in).toBe(index === 0 ? 0n : reports[index - 1]!.carry)
      expect(report.pot).toBe(ETHER + 7n + report.carry_in)
    })
    expect(await closeDue(closing())).toEqual([])
    expect(await economy.count('report')).toBe(12)
  })

  it('gives each what the formula says', async () => {
    await aYear()
    await closeDue(closing())
    // November: ann 3,000 × 4 and bob 1,001 × 2; bob withdraws on 20 December, before the month’s end
    const november = (await distributionById(economy.pool, idOf('2025-11')))!.report!
    const weights = 12_000n + 2_002n
    expect(november.totalWeight).toBe(weights)
    expect(await listShares(economy.pool, idOf('2025-11'), { first: 10 })).toEqual([
      {
        account: ann,
        amount: (november.pot * 12_000n) / weights,
        weight: 12_000n,
        remainder: (november.pot * 12_000n) % weights,
        cumulative: null,
      },
      {
        account: bob,
        amount: (november.pot * 2_002n) / weights,
        weight: 2_002n,
        remainder: (november.pot * 2_002n) % weights,
        cumulative: null,
      },
    ])
    expect((await listShares(economy.pool, idOf('2025-12'), { first: 10 })).map((share) => share.account)).toEqual([
      ann,
    ])
    const { explanation } = (await explainedShare(economy.pool, idOf('2026-01'), ann))!
    expect(explanation).toMatchObject({ account: ann, weight: '12000', rounding: 'floor(pot × weight / totalWeight)' })
    expect(explanation.positions).toEqual([
      expect.objectContaining({ amount: '3000', multiplier: 4, weight: '12000', threshold: 15 * DAY }),
    ])
  })

  it('says what each tier earned for one token, with its window', async () => {
    await aYear()
    await closeDue(closing())
    const november = (await distributionById(economy.pool, idOf('2025-11')))!.report!
    const figures = (await closedFigures(economy.pool, 'fixture', 'destra.stakers.monthly', '2025-11'))!
    const { number, hash, time } = november.pinned
    expect(figures.block).toEqual({ number, hash, timestamp: time, final: true })
    const yields = destraTiers.map((tier) => tierYield(tier, figures))
    expect(yields.map((each) => [each.tier.multiplier, each.ethPerToken])).toEqual(
      [1n, 2n, 3n, 4n].map((multiplier) => [Number(multiplier), (november.pot * multiplier * ETHER) / 14_002n]),
    )
    expect(yields[0]!.window).toEqual({ start: utc('2025-11-01T00:00:00'), end: utc('2025-12-01T00:00:00') })
    expect((await closedFigures(economy.pool, 'fixture', 'destra.stakers.monthly'))!.period).toBe('2026-08')
  })
})

describe('what a report reads', () => {
  it('ends at the last block before the month’s end, and an event at the end belongs to the next month', async () => {
    const end = utc('2025-10-01T00:00:00')
    // blocks come a minute before every sixth hour: the pinned one a minute before the month's end
    const pinned = FixtureBlocks.at(end)
    await economy.revenue(end - 60, 100n, pinned)
    await economy.revenue(end, 1_000n, pinned + 1)
    await economy.stake(ann, 1n, 90, 2, utc('2025-09-05T00:00:00'))
    const atEnd = await economy.stake(bob, 1n, 90, 2, utc('2025-09-05T00:00:00'))
    await economy.unstake(atEnd, end, pinned + 1)
    const before = await economy.stake(eve, 1n, 90, 2, utc('2025-09-05T00:00:00'))
    await economy.unstake(before, end - 60, pinned)
    await closeDue(closing(), '2025-09')
    const { report } = (await distributionById(economy.pool, idOf('2025-09')))!
    expect(report!.pinned).toEqual({ number: pinned, hash: hashOf(pinned + 1), time: end - 60 })
    expect([report!.pot, report!.participants]).toEqual([100n, 2])
  })

  it('is not changed by what happens after the pinned block', async () => {
    await aYear()
    const first = await closeDue(closing())
    const folder = (id: string) => distributionFolder(economy.dataDir, id)
    const bytes = (first as string[]).map((id) => readFileSync(path.join(folder(id), 'report.json'), 'utf8'))
    await economy.pool.query(
      `update "position" set closed_block = 100000, closed_time = 2000000000, status = 'closed' where closed_block is null`,
    )
    await economy.stake(eve, 10n ** 20n, 360, 4, utc('2026-09-01T12:00:00'))
    await economy.revenue(utc('2026-09-01T12:00:00'), ETHER)
    for (const [index, month] of months.entries()) {
      const rebuilt = await rebuildReport({ ...closing(), ruleset: 'eth-month/v1' }, month)
      expect(rebuilt.body).toBe(bytes[index])
    }
  })

  it('holds the digest of the event log below it, unless it was closed without', async () => {
    await aYear()
    // Indexed by a build that kept no hashes: closed without, and so it stays once they are there.
    await economy.pool.query(
      `insert into event (id, network, block, block_hash, block_time, log_index, part, tx_hash, tx_index, contract, kind, version, data)
       values ('fixture-0000000003-00000-000000-0', 'fixture', 3, '0xb', 0, 0, 0, '0xt', 0, '0xc', 'token.Transfer', 1, '{}')`,
    )
    await closeDue(closing(), '2025-09')
    await economy.pool.query("update event set log_hash = repeat('a', 64)")
    await closeDue(closing(), '2025-10')
    const [september, october] = [await storedBody(idOf('2025-09')), await storedBody(idOf('2025-10'))]
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
    const { chainId } = JSON.parse(october)
    const digest = sha256(`${sha256(`assay-log/v1 ${chainId}\n`)} 999\n3 0xb\n${'a'.repeat(64)}\n`)
    expect(JSON.parse(september).inputs).not.toHaveProperty('log')
    expect(JSON.parse(october).inputs.log).toEqual({ digest })
    expect([await rebuilt('2025-09'), await rebuilt('2025-10')]).toEqual([september, october])
    // A log that was changed below it is no longer the one of the report.
    await economy.pool.query("update event set log_hash = repeat('b', 64)")
    expect(await rebuilt('2025-10')).not.toBe(october)
  })

  it('carries the whole pot when nobody is eligible, with no root', async () => {
    await economy.revenue(utc('2026-07-10T00:00:00'), 11n)
    await economy.revenue(utc('2026-08-10T00:00:00'), 5n)
    await economy.stake(ann, 3n, 90, 2, utc('2026-08-02T00:00:00'))
    await closeDue(closing())
    expect(await economy.reports()).toEqual([
      { period: '2026-07', state: 'empty', pot: 11n, carry_in: 0n, carry: 11n, root: null },
      expect.objectContaining({ period: '2026-08', state: 'verified', pot: 16n, carry_in: 11n, carry: 0n }),
    ])
    const figures = await closedFigures(economy.pool, 'fixture', 'destra.stakers.monthly', '2026-07')
    expect(figures).toMatchObject({ pot: 11n, totalWeight: 0n })
    await expect(approve(economy.pool, idOf('2026-07'), 'A. Person')).rejects.toMatchObject({
      code: 'E-STATE',
      message: expect.stringContaining('is empty'),
    })
    expect(await closeDue(closing())).toEqual([])
  })
})

describe('a forecast', () => {
  const later = (end: string) => {
    blocks.final = FixtureBlocks.at(utc(end))
    return economy.finalAt(blocks.final)
  }

  it('of an open period is what closing it then pays, if nothing more happens', async () => {
    await aYear()
    await later('2026-03-25T00:00:00')
    for (const none of ['2026-04', '2025-08'])
      await expect(forecast(closing(), none)).rejects.toMatchObject({ code: 'E-PERIOD' })
    expect(await forecast(closing(), '2026-03')).toMatchObject({ isOpen: true, withoutCarryOf: '2026-02' })
    await closeDue(closing())
    const open = await forecast(closing(), '2026-03')
    expect(open).toMatchObject({ isOpen: true, withoutCarryOf: null, period: { id: '2026-03' } })
    await later('2026-04-02T00:00:00')
    const over = await forecast(closing(), '2026-03')
    expect(over).toMatchObject({ isOpen: false, withoutCarryOf: null })
    expect(over.built.body).toBe((await dryClose(closing(), '2026-03')).body)
    const paid = ({ built }: typeof open) => [built.pot, built.shares.map(({ explanation }) => explanation)]
    expect(paid(open)).toEqual(paid(over))
    expect(await economy.count('report')).toBe(6)
  })
})

describe('a period that is not closed', () => {
  beforeEach(aYear)

  it.each([
    ['on the node', () => ({ node: utc('2025-12-31T23:59:00'), store: utc('2026-09-02T00:00:00') })],
    ['in the store', () => ({ node: utc('2026-09-02T00:00:00'), store: utc('2025-12-31T23:59:00') })],
  ])('because nothing at its end is final %s, is left alone', async (_, finals) => {
    blocks.final = FixtureBlocks.at(finals().node)
    await economy.finalAt(FixtureBlocks.at(finals().store))
    expect(await closeDue(closing())).toEqual(months.slice(0, 3).map(idOf))
    await expect(closeDue(closing(), '2025-12')).rejects.toMatchObject({ code: 'E-PERIOD' })
  })

  it('is refused when the node shows another block than was indexed', async () => {
    await economy.pool.query(`insert into block (id, network, number, hash, time) values ('b', 'fixture', 5, $1, 0)`, [
      hashOf(666),
    ])
    await expect(closeDue(closing())).rejects.toMatchObject({ code: 'E-CHAIN-OTHER' })
    expect(await economy.count('report')).toBe(0)
  })

  it('is refused on another chain, and out of order', async () => {
    await expect(closeDue({ ...closing(), blocks: { ...blocks, chainId: async () => 1 } })).rejects.toMatchObject({
      code: 'E-CHAIN-OTHER',
    })
    await expect(closeDue(closing(), '2026-03')).rejects.toMatchObject({ code: 'E-CLOSE-ORDER' })
  })
})

describe('exactly once', () => {
  beforeEach(aYear)

  it('with two crons at the same moment', async () => {
    const results = await Promise.all([closeDue(closing()), closeDue(closing()), closeDue(closing())])
    const closed = results.filter((each) => each !== 'busy').flat()
    expect([...closed].sort()).toEqual(months.map(idOf))
    expect([await economy.count('report'), await economy.count('reward_fire')]).toEqual([12, 12])
  })

  it.each<ClosePoint>(['claimed', 'planned', 'pinned', 'computing', 'computed', 'verified', 'written'])(
    'when it dies at %s, in every month',
    async (point) => {
      const died = new Set<string>()
      const dying = closing({
        reached: (at, period) => {
          if (at !== point || died.has(period)) return
          died.add(period)
          throw new Error('killed')
        },
      })
      for (const _ of months) await expect(closeDue(dying)).rejects.toThrow('killed')
      await closeDue(dying)
      expect([...died]).toEqual(months)
      expect((await economy.reports()).map((each) => each.period)).toEqual(months)
      const [first, last] = [await rebuilt('2025-09'), await rebuilt('2026-08')]
      expect(await storedBody(idOf('2025-09'))).toBe(first)
      expect(await storedBody(idOf('2026-08'))).toBe(last)
    },
  )

  it('and a report is never edited', async () => {
    await closeDue(closing())
    await expect(economy.pool.query('update report set pot = pot + 1, carry = carry + 1')).rejects.toThrow(
      /never edited/,
    )
    await expect(economy.pool.query('delete from report_share')).rejects.toThrow(/never edited/)
  })
})

describe('the files of a distribution', () => {
  beforeEach(aYear)

  it('are OpenZeppelin’s tree, checkable hashes, and come back from the database byte for byte', async () => {
    await closeDue(closing())
    const folder = distributionFolder(economy.dataDir, idOf('2025-11'))
    const read = () =>
      Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]))
    const files = read()
    expect(Object.keys(files).sort()).toEqual([
      ...['claims.csv', 'explanations.ndjson', 'report.json', 'report.sha256', 'safe-batch.json', 'tree.json'],
    ])
    const digest = createHash('sha256').update(files['report.json']!).digest('hex')
    expect(files['report.sha256']).toBe(`${digest}  report.json\n`)
    const { root } = JSON.parse(files['report.json']!) as { root: string }
    const tree = StandardMerkleTree.load(JSON.parse(files['tree.json']!))
    tree.validate()
    expect(tree.root).toBe(root)
    for (const [index, value] of tree.entries()) {
      const proof = await proofOf(economy.pool, idOf('2025-11'), value[2])
      expect(proof!.proof).toEqual(tree.getProof(index))
      expect(proof!.amount.toString()).toBe(value[3])
    }
    rmSync(folder, { recursive: true })
    await economy.writeFiles(idOf('2025-11'))
    expect(read()).toEqual(files)
  })

  it('stay in the format that they were given out in, when they are written again', async () => {
    await closeDue(closing())
    const id = idOf('2025-11')
    const folder = distributionFolder(economy.dataDir, id)
    const { chainId, distributor } = economy.program
    const before = safeBatch(chainId, distributor!, await loadReport(economy.pool, id), { format: 'data' })
    await economy.pool.query(
      `update report_file set sha256 = $2 where distribution_id = $1 and name = 'safe-batch.json'`,
      [id, sha256(before)],
    )
    rmSync(folder, { recursive: true })
    await economy.writeFiles(id)
    expect(readFileSync(path.join(folder, 'safe-batch.json'), 'utf8')).toBe(before)
  })

  it('stay in the folder of before, named as the id, where there is one', async () => {
    const parent = path.join(economy.dataDir, 'distributions')
    mkdirSync(path.join(parent, idOf('2025-11')), { recursive: true })
    await closeDue(closing())
    const [before, after] = [idOf('2025-11'), 'fixture_destra.stakers.monthly_2025-12']
    expect(readdirSync(parent)).toEqual(expect.arrayContaining([before, after]))
    expect(readdirSync(parent)).toHaveLength(months.length)
    const { neighbours } = await givenAt(path.join(parent, after))
    expect([...neighbours.keys()].sort()).toEqual(months.map(idOf))
  })

  it('get the hashes that an older version kept none of, where their rows hold', async () => {
    await closeDue(closing())
    const hashes = async () =>
      (await economy.pool.query('select * from report_file order by distribution_id, name')).rows
    const kept = await hashes()
    await economy.pool.query('delete from report_file')
    const client = await economy.pool.connect()
    await client.query('set session_replication_role = replica')
    await client.query('update report_share set amount = amount + 1 where distribution_id = $1', [idOf('2025-11')])
    client.release(true)
    const failed: unknown[] = []
    const missing = () =>
      writeMissing(economy.pool, economy.program, economy.writeFiles, (id, error) =>
        failed.push([id, (error as { code: string }).code]),
      )
    await missing()
    expect(failed).toEqual([[idOf('2025-11'), 'E-REPORT-BROKEN']])
    expect(await hashes()).toEqual(kept.filter((row) => row.distribution_id !== idOf('2025-11')))
  })

  it('show a staker every period, none of it claimable before it is published', async () => {
    await closeDue(closing())
    const rewards = await stakerRewards(economy.pool, 'fixture', bob)
    expect(rewards.map((each) => each.period)).toEqual([
      ...['2026-08', '2026-07', '2026-06', '2026-05', '2026-04', '2026-03', '2026-02', '2025-11', '2025-10'],
    ])
    expect(rewards.every((each) => !each.claimable && each.claimed === null)).toBe(true)
  })

  it('of a dry run are the report that closing then stores', async () => {
    const dry = await dryClose(closing(), '2025-09')
    expect(await economy.count('distribution')).toBe(0)
    await closeDue(closing())
    expect(await storedBody(idOf('2025-09'))).toBe(dry.body)
  })
})

async function storedBody(id: string): Promise<string> {
  const { rows } = await economy.pool.query<{ body: string }>('select body from report where distribution_id = $1', [
    id,
  ])
  return rows[0]!.body
}

async function rebuilt(month: string): Promise<string> {
  return (await rebuildReport({ ...closing(), ruleset: 'eth-month/v1' }, month)).body
}

describe('a stake that the log does not tell from another (trap 4, S5)', () => {
  /** Two stakes of ann, of which one left on 20 September: the later does not count at the end of September. */
  async function uncertain(later: string): Promise<void> {
    await economy.revenue(utc('2025-09-10T12:00:00'), ETHER)
    const first = await economy.stake(ann, 100n, 30, 1, utc('2025-09-02T00:00:00'))
    await economy.stake(ann, 100n, 30, 1, utc(later))
    await economy.stake(bob, 100n, 90, 2, utc('2025-09-03T00:00:00'))
    await economy.unstake(first, utc('2025-09-20T00:00:00'))
    await economy.pool.query("update position set penalty = 15 where status = 'closed'")
    await economy.ambiguous(ann, 100n, 15n, utc('2025-09-20T00:00:00'), '0,1')
  }

  it('closes no period whose weights depend on it: owner, transaction and what to do are named', async () => {
    await uncertain('2025-09-19T00:00:00')
    const refused = closeDue(closing(), '2025-09')
    await expect(refused).rejects.toMatchObject({
      code: 'E-STAKE-UNCERTAIN',
      message: expect.stringMatching(new RegExp(`2025-09.*${ann}.*event`)),
      next: expect.stringContaining('archive node'),
    })
    await expect(dryClose(closing(), '2025-09')).rejects.toMatchObject({ code: 'E-STAKE-UNCERTAIN' })
    expect(await economy.count('report')).toBe(0)
    // The chain confirms what the ledger closed.
    await economy.pool.query(`insert into finding_evidence (finding, network, block, block_hash, evidence)
      select id, network, block, '0x', '{"withdrawn":"0","closed":"0","agrees":"true"}' from finding`)
    expect(await closeDue(closing(), '2025-09')).toEqual([idOf('2025-09')])
  })

  it('and none where the chain names another stake than the ledger closed', async () => {
    await uncertain('2025-09-19T00:00:00')
    await economy.pool.query(`insert into finding_evidence (finding, network, block, block_hash, evidence)
      select id, network, block, '0x', '{"withdrawn":"1","closed":"0","agrees":"false"}' from finding`)
    await expect(closeDue(closing(), '2025-09')).rejects.toMatchObject({ code: 'E-STAKE-UNCERTAIN' })
  })

  it('closes one whose weights are the same whichever it was', async () => {
    await uncertain('2025-09-02T06:00:00')
    expect(await closeDue(closing(), '2025-09')).toEqual([idOf('2025-09')])
  })
})
