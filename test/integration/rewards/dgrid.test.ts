import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeDue } from '../../../src/rewards/close/close'
import { distributionById, explainedShare, listShares } from '../../../src/rewards/read'
import { closedFigures } from '../../../src/rewards/read/closedFigures'
import { rebuildReport } from '../../../src/rewards/rebuild'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, FixtureBlocks, holder, utc } from './support/economy'

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

async function network(program: string): Promise<void> {
  economy = await Economy.create(postgres.url, { program })
  await economy.finalAt(blocks.final)
}

const [ann, bob] = [holder(1), holder(2)]
const closing = () => ({ ...economy, blocks, worker: 'test' })
const sharesOf = async (id: string) =>
  (await listShares(economy.pool, id, { first: 10 })).map(({ account, amount }) => [account, amount])

describe('dgrid.nodes.weekly', () => {
  it('pays each node what its bills of the week gave it', async () => {
    await network('dgrid.nodes.weekly')
    // ISO week 2 of 2026 runs from Monday 5 January
    await economy.bill(ann, 70n, utc('2026-01-04T23:59:59'))
    await economy.bill(ann, 100n, utc('2026-01-05T00:00:00'))
    await economy.bill(bob, 33n, utc('2026-01-08T00:00:00'))
    await economy.bill(ann, 1n, utc('2026-01-11T23:59:59'))
    await economy.bill(bob, 9n, utc('2026-01-12T00:00:00'))
    const ids = ['2026-W01', '2026-W02', '2026-W03'].map((week) => `fixture:dgrid.nodes.weekly:${week}`)
    expect(await closeDue(closing())).toEqual(ids)
    expect(await Promise.all(ids.map(sharesOf))).toEqual([
      [[ann, 70n]],
      [
        [ann, 101n],
        [bob, 33n],
      ],
      [[bob, 9n]],
    ])
    const share = await explainedShare(economy.pool, ids[1]!, ann)
    expect(share!.explanation).toMatchObject({ accruals: [{ bills: 2, amount: '101' }] })
    expect(await closedFigures(economy.pool, 'fixture', 'dgrid.nodes.weekly')).toBeNull()
    const { rows } = await economy.pool.query('select body from report where distribution_id = $1', [ids[1]])
    const rebuilt = await rebuildReport({ ...closing(), ruleset: 'dgrid-week/v1' }, '2026-W02')
    expect(rebuilt.body).toBe(rows[0].body)
  })
})

describe('dgrid.governance', () => {
  it('adds a tenth of the treasury at the end of a year, and pays who voted', async () => {
    await network('dgrid.governance')
    await economy.bill(ann, 0n, utc('2025-11-10T00:00:00'), 40n)
    await economy.bill(ann, 0n, utc('2025-12-10T00:00:00'), 60n)
    await economy.treasury(9_999n, utc('2025-12-20T00:00:00'))
    await economy.treasury(1n, utc('2026-01-02T00:00:00'))
    await economy.vote(ann, 1, 3n, utc('2025-12-11T00:00:00'))
    await economy.vote(bob, 1, 1n, utc('2025-12-12T00:00:00'))
    await economy.vote(bob, 2, 100n, utc('2026-01-01T00:00:00'))
    const ids = ['2025-11', '2025-12'].map((month) => `fixture:dgrid.governance:${month}`)
    expect(await closeDue(closing())).toEqual(ids)
    expect((await distributionById(economy.pool, ids[0]!))!.report).toMatchObject({ pot: 40n, carry: 40n, root: null })
    // carried 40 + bills 60 + floor(9,999 × 10 %)
    expect((await distributionById(economy.pool, ids[1]!))!.report).toMatchObject({
      pot: 1_099n,
      carryIn: 40n,
      carry: 1n,
    })
    expect(await sharesOf(ids[1]!)).toEqual([
      [ann, 824n],
      [bob, 274n],
    ])
  })
})
