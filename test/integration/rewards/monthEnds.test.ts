import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Blocks } from '../../../src/chain/blocks'
import { Random } from '../../../src/devnet/scenario/random'
import { type ClosePoint, closeDue } from '../../../src/rewards/close/close'
import { distributionFolder, writeDistributionFiles } from '../../../src/rewards/files/write'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'
import { eachSeed } from '../../support/seeds'
import { DAY, Economy, FixtureBlocks, hashOf, holder, utc } from './support/economy'

const ETHER = 10n ** 18n
const POINTS: readonly ClosePoint[] = ['claimed', 'planned', 'pinned', 'computing', 'computed', 'verified', 'written']
const months = [
  ...['2025-09', '2025-10', '2025-11', '2025-12'],
  ...['2026-01', '2026-02', '2026-03', '2026-04', '2026-05', '2026-06', '2026-07', '2026-08'],
]
const idOf = (month: string) => `fixture:destra.stakers.monthly:${month}`
const endOf = (month: string) => {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return Date.UTC(year, number, 1) / 1000
}
const OVER = utc('2026-09-02T00:00:00')

let postgres: TestPostgres
let economy: Economy

/** A year of revenue and three stakers, closed by nobody yet. */
beforeAll(async () => {
  postgres = await startTestPostgres()
  economy = await Economy.create(postgres.url, { distributor: holder(500) })
  for (const month of months) await economy.revenue(utc(`${month}-10T12:00:00`), ETHER + 7n)
  await economy.stake(holder(1), 3_000n, 360, 4, utc('2025-09-02T00:00:00'))
  await economy.stake(holder(2), 17n, 360, 4, utc('2026-01-20T00:00:00'))
  await economy.stake(holder(3), 5n, 360, 4, utc('2026-03-01T00:00:00'))
  // A database that somebody is connected to cannot be copied.
  await economy.pool.end()
})
afterAll(async () => {
  await economy?.close()
  await postgres?.stop()
})

/** A copy of the year, and what was closed in it. */
class Copy {
  private constructor(
    readonly pool: Pool,
    readonly dataDir: string,
  ) {}

  static async with<T>(use: (copy: Copy) => Promise<T>): Promise<T> {
    const { url, drop } = await freshDatabase(postgres.url, 'month_ends', new URL(economy.url).pathname.slice(1))
    const pool = new Pool({ connectionString: url, max: 8 })
    pool.on('error', () => undefined)
    const copy = new Copy(pool, mkdtempSync(path.join(os.tmpdir(), 'assay-month-ends-')))
    try {
      return await use(copy)
    } finally {
      await pool.end()
      await drop()
      rmSync(copy.dataDir, { recursive: true, force: true })
    }
  }

  finalAt = (height: number) => this.pool.query('update squid_fixture.status set height = $1', [height])

  closing(blocks: Blocks, worker: string, reached?: (point: ClosePoint, period: string) => void) {
    const { pool, dataDir } = this
    const { program } = economy
    const writeFiles = async (id: string) => void (await writeDistributionFiles(pool, dataDir, id, program))
    return { pool, blocks, program, worker, writeFiles, ...(reached && { reached }) }
  }

  /** The report in the store and in its folder, by period. */
  async closed(): Promise<{ readonly period: string; readonly stored: string; readonly filed: string }[]> {
    const { rows } = await this.pool.query<{ period: string; body: string }>(
      `select d.period, r.body from distribution d join report r on r.distribution_id = d.id order by d.period_end`,
    )
    return rows.map(({ period, body }) => {
      const file = path.join(distributionFolder(this.dataDir, idOf(period)), 'report.json')
      return { period, stored: body, filed: readFileSync(file, 'utf8') }
    })
  }
}

const again = (seed: number) => `again: ASSAY_SEEDS=${seed}-${seed + 1} npx vitest run --project services monthEnds`

describe('P1: schedulers that sleep over months’ ends, tick twice, work at once and die', () => {
  let truth: Awaited<ReturnType<Copy['closed']>>
  beforeAll(async () => {
    truth = await Copy.with(async (copy) => {
      const blocks = new FixtureBlocks(OVER)
      await copy.finalAt(blocks.final)
      await closeDue(copy.closing(blocks, 'alone'))
      return copy.closed()
    })
    expect(truth.map(({ period }) => period)).toEqual(months)
  })

  it.each(eachSeed(20, 500))('leave one distribution of each period, of the same bytes: seed %i', async (seed) => {
    const random = new Random(`month-ends ${seed}`)
    await Copy.with(async (copy) => {
      const blocks = new FixtureBlocks(utc('2025-09-20T00:00:00'))
      // Some come within a month, some after several, some at the very second that one ends.
      const ticks = Array.from({ length: random.int(2, 9) }, () => {
        const at = random.chance(0.3) ? endOf(random.pick(months.slice(0, -1))) : OVER - random.int(0, 330) * DAY
        return FixtureBlocks.at(at) + random.int(-1, 1)
      })
      for (const final of [...ticks.sort((a, b) => a - b), FixtureBlocks.at(OVER)]) {
        blocks.final = final
        await copy.finalAt(final - random.int(0, 3))
        await Promise.all(
          Array.from({ length: random.int(1, 4) }, async (_, worker) => {
            const dies = random.chance(0.4) ? random.pick(POINTS) : undefined
            let left = random.int(1, 3)
            const reached = (point: ClosePoint) => {
              if (point === dies && --left === 0) throw new Error('killed')
            }
            await closeDue(copy.closing(blocks, `scheduler ${worker}`, reached)).catch((error: Error) => {
              if (error.message !== 'killed') throw error
            })
          }),
        )
      }
      await copy.finalAt(FixtureBlocks.at(OVER))
      await closeDue(copy.closing(blocks, 'last'))
      expect(await closeDue(copy.closing(blocks, 'idle'))).toEqual([])
      expect(await copy.closed(), again(seed)).toEqual(truth)
      const { rows } = await copy.pool.query('select count(*)::int as n from reward_fire where finished_at is not null')
      expect(rows, again(seed)).toEqual([{ n: months.length }])
    })
  })
})

describe('P6: a block at a month’s end that a reorg replaces late', () => {
  it.each(eachSeed(10, 100))('closes nothing until it is final, and then as it became: seed %i', async (seed) => {
    const random = new Random(`boundary ${seed}`)
    const month = random.pick(months.slice(0, -1))
    const boundary = FixtureBlocks.at(endOf(month))
    // The last block of the month, or one a little below: what is replaced takes all above it along.
    const from = boundary - random.int(0, 3)
    await Copy.with(async (copy) => {
      const index = (hash: string, wei: bigint) =>
        copy.pool.query(
          `with b as (insert into block (id, network, number, hash, time) values ('b', 'fixture', $1, $2, 0)
                      on conflict (id) do update set hash = excluded.hash)
           insert into revenue (id, network, source, payer, asset, amount, stakers, nodes, buyback, block, block_time, tx_hash)
           values ('late', 'fixture', 'rental', $3, 'eth', $4, $4, 0, 0, $1, $5, '0x')
           on conflict (id) do update set amount = excluded.amount, stakers = excluded.stakers`,
          [boundary, hash, holder(999), wei.toString(), FixtureBlocks.timeOf(boundary)],
        )
      const blocks = new FixtureBlocks(0)
      let branch = 0
      const node: Blocks = {
        chainId: blocks.chainId,
        finalized: blocks.finalized,
        header: async (number) => {
          const header = await blocks.header(number)
          const on = (at: number, hash: typeof header.hash) => (at < from ? hash : hashOf(branch * 1_000_000 + at + 1))
          return { ...header, hash: on(number, header.hash), parentHash: on(number - 1, header.parentHash) }
        },
      }
      const close = (only?: string) => closeDue(copy.closing(node, 'cron'), only)
      const wei = BigInt(random.int(1, 1_000_000))
      await index(hashOf(boundary + 1), wei)

      // It is there, and final for one of both at most.
      const short = boundary - random.int(0, 5)
      const ahead = boundary + random.int(1, 5)
      const [ofStore, ofNode] = random.pick([
        [short, short],
        [short, ahead],
        [ahead, short],
      ])
      await copy.finalAt(ofStore)
      blocks.final = ofNode
      await close()
      await expect(close(month), again(seed)).rejects.toMatchObject({ code: 'E-PERIOD' })
      const before = await copy.closed()
      expect(before.map(({ period }) => period)).toEqual(months.slice(0, months.indexOf(month)))

      // The node has gone over to another branch, the store has not.
      branch = 1
      await copy.finalAt(ahead)
      blocks.final = ahead
      await expect(close(), again(seed)).rejects.toMatchObject({ code: 'E-CHAIN-OTHER' })
      expect(await copy.closed()).toEqual(before)

      await index(hashOf(1_000_000 + boundary + 1), 3n * wei)
      await close()
      const [closed] = (await copy.closed()).slice(-1)
      const { pinned, inputs } = JSON.parse(closed!.stored) as Pinned
      expect(closed!.period).toBe(month)
      expect(pinned, again(seed)).toMatchObject({ number: boundary, hash: hashOf(1_000_000 + boundary + 1) })
      expect(inputs.revenue.amount).toBe(String(ETHER + 7n + 3n * wei))
    })
  })
})

interface Pinned {
  readonly pinned: { readonly number: number; readonly hash: string }
  readonly inputs: { readonly revenue: { readonly amount: string } }
}
