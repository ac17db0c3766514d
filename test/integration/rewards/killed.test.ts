import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import type { Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TcpProxy } from '../../simulation/proxy/proxy'
import type { TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { byTurns } from '../../support/byTurns'
import type { TestContract } from '../../support/contract'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'
import { type Economy, fixtureProfile, holder } from './support/economy'
import { type PayingChain, startPayingChain } from './support/payingChain'

const ETHER = 10n ** 18n
/** What the gas of a few transactions may cost at most: the node asks 1 gwei. */
const GAS = ETHER / 100n
/** A key of this test only. */
const key: Hex = `0x${'33'.repeat(32)}`
const publisher = privateKeyToAccount(key).address
/** The two months before this one, in the chain's seconds: nothing is published by a node whose head is old. */
const [first, second, present] = [2, 1, 0].map((ago) => {
  const today = new Date()
  return Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - ago, 1) / 1000
}) as [number, number, number]
const DAY = 86_400
const MONTHS = 2
const MINE_MS = 100
/** More than the process sends to Postgres and to the node; whoever is not killed any more ends the search. */
const MOST_PIECES = 1_000
/** A kill takes four seconds: CI takes so few of them, others each day. */
const PARTS = 45
/** A process that was killed is started again, as a supervisor does, until nothing is left to do. */
const STARTS = 4

let postgres: TestPostgres
let paying: PayingChain
let chain: TestChain
let distributor: TestContract
let economy: Economy
let profile: string

/** Two months of revenue and three stakers, closed by nobody yet. */
beforeAll(async () => {
  postgres = await startTestPostgres()
  paying = await startPayingChain(postgres.url, publisher)
  ;({ chain, distributor, economy } = paying)
  for (const month of [first, second]) {
    await chain.mine(month + 20 * DAY)
    await economy.revenue(chain.now, 3n * ETHER, Number(await chain.rpc<string>('eth_blockNumber')))
  }
  for (const staker of [1, 2, 3]) await economy.stake(holder(staker), 7n, 360, 4, first + 5 * DAY, 1)
  await chain.mine(present)
  for (let more = 14; more > 0; more--)
    await chain.mine(Math.max(present + 20, Math.floor(Date.now() / 1000) - 30) - more)
  await economy.finalAt(Number(await chain.rpc<string>('eth_blockNumber')))
  profile = path.join(economy.dataDir, 'fixture.json')
  writeFileSync(profile, JSON.stringify(fixtureProfile({ distributor: distributor.address })))
  // A database that somebody is connected to cannot be copied.
  await economy.pool.end()
})
afterAll(async () => {
  await paying?.close()
  await postgres?.stop()
})

/** What a month's end leaves: reports, shares and every byte of the folders. */
interface Left {
  readonly rows: readonly unknown[]
  readonly files: Readonly<Record<string, string>>
}

/** A copy of the economy before its months are closed, and a process that lives through their end. */
class MonthsEnd {
  private constructor(
    private readonly db: Client,
    private readonly dataDir: string,
    private readonly env: Record<string, string>,
    private readonly proxies: readonly TcpProxy[],
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(): Promise<MonthsEnd> {
    const { url, drop } = await freshDatabase(postgres.url, 'killed', new URL(economy.url).pathname.slice(1))
    const proxies = await Promise.all([url, chain.url].map((each) => TcpProxy.start(Number(new URL(each).port))))
    const [store, node] = proxies as [TcpProxy, TcpProxy]
    const dataDir = mkdtempSync(path.join(os.tmpdir(), 'assay-killed-'))
    cpSync(profile, path.join(dataDir, 'fixture.json'))
    const env = {
      ...{ DB_URL: store.through(url), RPC_FIXTURE_HTTP: node.through(chain.url), CLICKHOUSE_URL: '' },
      ...{ ASSAY_DATA: dataDir, ASSAY_PROFILES: path.join(dataDir, 'fixture.json') },
      ...{ REWARDS_SIGNER_KEY: key, REWARDS_AUTO_PUBLISH: 'true' },
    }
    const db = new Client({ connectionString: url })
    await db.connect()
    return new MonthsEnd(db, dataDir, env, proxies, drop)
  }

  /** Whether it was killed: at the n-th piece that it sends, which arrives or does not. */
  async liveUntil(nth: number, arrives: boolean): Promise<boolean> {
    const cron = AssayProcess.start(['cron', '--once'], this.env)
    let left = nth
    for (const proxy of this.proxies)
      proxy.watcher = {
        toServer() {
          left -= 1
          if (left > 0) return 'pass'
          cron.child.kill('SIGKILL')
          return arrives && left === 0 ? 'pass' : 'drop'
        },
      }
    await mining(() => cron.exited())
    for (const proxy of this.proxies) proxy.watcher = undefined
    return cron.child.signalCode === 'SIGKILL'
  }

  /** Lives on until both months are published. */
  async liveOn(): Promise<void> {
    let said = ''
    for (let starts = 0; starts < STARTS; starts++) {
      const { code, output } = await mining(() => AssayProcess.run(['cron', '--once'], this.env))
      said += output
      expect(code, said).toBe(0)
      const { rows } = await this.db.query<{ n: number }>(
        "select count(*)::int as n from distribution where state = 'published'",
      )
      if (rows[0]!.n === MONTHS) return
    }
    throw new Error(`not published after ${STARTS} starts\n${said}`)
  }

  async left(): Promise<Left> {
    const { rows } = await this.db.query(
      `select d.id, d.state, r.root, r.sha256, r.distributed, r.carry,
              (select array_agg(s.account || ' ' || s.amount order by s.account) from report_share s where s.distribution_id = d.id) as shares
         from distribution d join report r on r.distribution_id = d.id order by d.id`,
    )
    const folder = path.join(this.dataDir, 'distributions')
    const names = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())
    const files = names.map((each) => path.join(each.parentPath, each.name))
    return {
      rows,
      files: Object.fromEntries(files.map((file) => [path.relative(folder, file), readFileSync(file, 'utf8')])),
    }
  }

  async close(): Promise<void> {
    await this.db.end()
    for (const proxy of this.proxies) await proxy.stop()
    await this.drop()
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}

/** The node mines nothing by itself. */
async function mining<T>(work: () => Promise<T>): Promise<T> {
  let mined = Promise.resolve()
  const timer = setInterval(() => {
    mined = mined.then(() => chain.mine())
  }, MINE_MS)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    await mined
  }
}

/** Leaves the chain as it found it. */
async function onACopy<T>(work: (end: MonthsEnd) => Promise<T>): Promise<T> {
  const snapshot = await chain.rpc<string>('evm_snapshot')
  const { now } = chain
  const end = await MonthsEnd.open()
  try {
    return await work(end)
  } finally {
    await end.close()
    await chain.rpc('evm_revert', snapshot)
    chain.now = now
  }
}

// docs/invariants.md#W4
describe('a process that is killed at any moment of a month’s end', () => {
  let whole: Left
  beforeAll(async () => {
    whole = await onACopy(async (end) => {
      await end.liveOn()
      return end.left()
    })
    expect(whole.rows).toHaveLength(MONTHS)
    expect(Object.keys(whole.files).length).toBeGreaterThan(MONTHS)
  })

  it.each([true, false])(
    'pays each month once, with the same bytes; what it sent last arrives: %s',
    async (arrives) => {
      for (const nth of byTurns(
        Array.from({ length: MOST_PIECES }, (_, at) => at + 1),
        PARTS,
      )) {
        const killed = await onACopy(async (end) => {
          const before = await chain.balance(publisher)
          const was = await end.liveUntil(nth, arrives)
          await end.liveOn()
          expect(await end.left(), `piece ${nth}`).toEqual(whole)
          const total = (whole.rows as { distributed: string }[]).reduce(
            (sum, row) => sum + BigInt(row.distributed),
            0n,
          )
          expect(await chain.balance(distributor.address), `piece ${nth}`).toBe(total)
          const spent = before - (await chain.balance(publisher))
          expect([spent >= total, spent < total + GAS], `piece ${nth}`).toEqual([true, true])
          return was
        })
        if (!killed) return
      }
      throw new Error(`still killed at piece ${MOST_PIECES}`)
    },
  )
})
