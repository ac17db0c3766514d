import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ProfileInput } from '../../../src/config/profile'
import { cursorTable } from '../../../src/postgres/cursor'
import { DEAD } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import { byTurns } from '../../support/byTurns'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'
import batchErrors from '../../support/quirks/batchErrors.json'
import { QuirkProxy } from '../../support/quirks/proxy'
import type rangeErrors from '../../support/quirks/rangeErrors.json'
import { startTokenChain, type TokenChain } from '../../support/quirks/tokens'

const FINALITY = 60

let postgres: TestPostgres
let world: TokenChain
let proxy: QuirkProxy
/** of another provider, in front of the same chain */
let other: QuirkProxy
let folder: string
/** an empty database with our tables, of which each case has a copy */
let template: string
let head: { readonly number: number; readonly hash: string }

beforeAll(async () => {
  ;[postgres, world] = await Promise.all([startTestPostgres(), startTokenChain()])
  ;[proxy, other] = await Promise.all([QuirkProxy.start(world.chain.url), QuirkProxy.start(world.chain.url)])
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-providers-'))
  const { url } = await freshDatabase(postgres.url, 'providers')
  template = new URL(url).pathname.slice(1)
  const migrated = await AssayProcess.run(['migrate'], { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder })
  if (migrated.code !== 0) throw new Error(migrated.output)
  const { number, hash } = await world.chain.rpc<{ number: string; hash: string }>(
    'eth_getBlockByNumber',
    'latest',
    false,
  )
  head = { number: Number(number), hash }
})
afterAll(async () => {
  proxy?.stop()
  other?.stop()
  await world?.chain.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** Every shape is split in a unit test; these are of a kind each. */
const RANGES = [
  ...(['result-cap-hint', 'plan-cap-400', 'cap-of-5', 'distance', 'too-wide', 'cap-with-from'] as const),
  ...(['free-tier', 'bare', 'please', 'from-to-max', 'looks-like-rate'] as const),
] satisfies (keyof typeof rangeErrors)[]

let databases = 0

/** `assay index` on a copy of the empty database, through the endpoint at a path of the proxy. */
async function indexing(endpoint: string, more: Partial<ProfileInput> = {}) {
  const name = `quirk-${++databases}`
  const admin = new Client({ connectionString: postgres.url })
  await admin.connect()
  await admin.query(`create database "${name}" template "${template}"`)
  await admin.end()
  const url = new URL(postgres.url)
  url.pathname = `/${name}`
  const profile: ProfileInput = {
    name,
    chainId: 31337,
    rpc: proxy.url(endpoint),
    finalityConfirmation: FINALITY,
    token: { address: world.tokens.plain.address, symbol: 'T', decimals: 18, burnSinks: [DEAD] },
    ...more,
  }
  const file = path.join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(profile))
  const env = { DB_URL: url.href, CLICKHOUSE_URL: '', ASSAY_DATA: folder }
  const db = new Client({ connectionString: url.href })
  await db.connect()
  const indexer = AssayProcess.start(['index', '--profile', file, '--no-archive'], env)
  return {
    name,
    db,
    indexer,
    /** Reads blocks of history whole, and compares them with what is written. */
    audited: (range: string) =>
      AssayProcess.run(['audit', '--network', name, '--blocks', range], { ...env, ASSAY_PROFILES: file }),
    async end() {
      await indexer.stop()
      await db.end()
    },
  }
}

type Indexing = Awaited<ReturnType<typeof indexing>>

/** Until the head is indexed and what lies deep enough is final. */
async function caughtUp({ name, db, indexer }: Indexing): Promise<void> {
  const sql = `select 1 from head, ${cursorTable(name)} as cursor where head.hash = $1 and cursor.height = $2`
  await indexer.until(
    'the head to be indexed',
    async () => (await db.query(sql, [head.hash, head.number - FINALITY]).catch(() => ({ rows: [] }))).rows.length > 0,
  )
}

/** Every balance of the ledger beside the contract's, and their sum beside its total supply. */
async function requireTrue({ db }: Indexing): Promise<void> {
  const { plain } = world.tokens
  const { rows } = await db.query<{ account: string; amount: string }>('select account, amount from balance')
  const held = rows.filter(({ account }) => BigInt(account) !== 0n)
  const amounts = await Promise.all(held.map(({ account }) => plain.read<bigint>('balanceOf', [account])))
  expect(held.map(({ account, amount }) => `${account} ${amount}`)).toEqual(
    held.map(({ account }, i) => `${account} ${amounts[i]}`),
  )
  expect(held.length).toBe(9)
  expect(held.reduce((sum, { amount }) => sum + BigInt(amount), 0n)).toBe(await plain.read<bigint>('totalSupply'))
}

/** Level of completeness of the newest blocks. */
async function levelOf({ db }: Indexing): Promise<string> {
  return (await db.query('select level from completeness order by to_block desc limit 1')).rows[0].level
}

/** Runs one case to the head and requires true figures. @param look at it before it is stopped */
async function exact(
  endpoint: string,
  look: (running: Indexing) => Promise<void> = async () => {},
  more: Partial<ProfileInput> = {},
): Promise<void> {
  const running = await indexing(endpoint, more)
  try {
    await caughtUp(running)
    await requireTrue(running)
    await look(running)
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${running.indexer.log.slice(-3_000)}`)
  } finally {
    await running.end()
  }
}

/** A case's path: each has a count of its own. */
const endpointOf = (quirk: string) => `${quirk}${quirk.includes('/') ? '' : '/-'}/${quirk.replaceAll('/', '-')}`

const alarmsOf = async ({ db }: Indexing) =>
  (await db.query<{ code: string; message: string }>('select code, message from alarm order by code')).rows

describe.concurrent('an endpoint', () => {
  it('that is sound: true figures, blocks read whole, no alarm', () =>
    exact('plain', async (running) => {
      expect(await levelOf(running)).toBe('block')
      expect(await alarmsOf(running)).toEqual([])
    }))

  it.each(byTurns(RANGES, 3))('that refuses ranges as `%s`: they are split (B3)', (shape) =>
    exact(endpointOf(`range/${shape}`)),
  )

  it.each(byTurns(Object.keys(batchErrors), 3))('that refuses batches as `%s`: they become smaller (B2)', (shape) =>
    exact(endpointOf(`batch/${shape}`)),
  )

  it.each(['unfiltered', 'noblockhash'])('%s: the head is followed by filtered logs, level `bloom` (B4)', (quirk) =>
    exact(endpointOf(quirk), async (running) => {
      expect(await levelOf(running)).toBe('bloom')
      expect((await alarmsOf(running)).map(({ code }) => code)).toContain('E-LOGS-FILTERED')
    }),
  )

  it.each(
    byTurns(
      [
        ['bloomzero', 'structure', 'E-BLOOMS-ODD'],
        ['bloomfull', 'structure', 'E-BLOOMS-ODD'],
        ['bloomextra', 'structure', 'E-BLOOMS-ODD'],
        ['bloomabsent', 'structure', 'E-BLOOMS-ODD'],
        ['bloomshort', 'structure', 'E-BLOOMS-ODD'],
        ['systemlog', 'structure', 'E-BLOOMS-ODD'],
        ['logindex', 'bloom', 'E-LOG-INDEX-ODD'],
        ['pertx', 'bloom', 'E-LOG-INDEX-ODD'],
      ] as const,
      2,
    ),
  )('of an odd chain, %s: it is followed at level %s (B8)', (quirk, level, code) =>
    exact(endpointOf(quirk), async (running) => {
      expect(await levelOf(running)).toBe(level)
      expect((await alarmsOf(running)).map((alarm) => alarm.code)).toContain(code)
    }),
  )

  it.each(['pertx', 'gaps'])('of a chain whose profile says that its log indexes are odd, %s: no alarm', (quirk) =>
    exact(
      `${quirk}/-/told-${quirk}`,
      async (running) => {
        expect(await levelOf(running)).toBe('bloom')
        expect(await alarmsOf(running)).toEqual([])
        // A block of 300 transfers that differ in nothing among them, read by history first.
        expect((await running.audited('150-260')).output).toContain('read again, complete by level bloom')
      },
      { logIndexes: 'odd' },
    ),
  )

  it('of a chain whose profile says that its blooms prove nothing: no alarm', () =>
    exact(
      'bloomzero/-/told',
      async (running) => {
        expect(await levelOf(running)).toBe('structure')
        expect(await alarmsOf(running)).toEqual([])
      },
      { blooms: false },
    ))

  it.each([
    'zeros',
    'numbers',
    'upper',
    'uppertx',
    'upperblocks',
    'mixed',
    'sametime',
    'millis',
    'lag',
    'nulllogs_once',
    'backward',
    'removed_once',
    'twice_once',
    'twice',
    'doubled',
    'descending',
    'extra',
    'allnumbers',
    'micros',
    'nullcalls',
  ])('that writes %s: true figures (B14)', (quirk) =>
    exact(endpointOf(quirk), async (running) => {
      expect(await levelOf(running)).toBe('block')
      const { rows } = await running.db.query('select max(time)::int as last from block')
      expect(rows[0].last).toBeLessThan(2_000_000_000)
    }),
  )

  it.each([['noindex', /transactionIndex/]])(
    'that nobody can follow, %s: nothing is written, and it is told why',
    async (quirk, why) => {
      const running = await indexing(endpointOf(quirk))
      try {
        await running.indexer.exited()
        expect(running.indexer.log).toMatch(why)
        expect((await alarmsOf(running)).map(({ message }) => message).join()).toMatch(why)
      } finally {
        await running.end()
      }
    },
  )

  it('that admits two requests at once: they are not more', () => exact(endpointOf('inflight')))

  it.each(
    byTurns(
      ['rate200', 'quick429', 'pay402', 'bare429', 'busy503', 'busy503/4', 'limit32005', 'later429', 'credits'],
      3,
    ),
  )('that admits few requests, %s: the pace adapts, and says so', (quirk) =>
    exact(endpointOf(quirk), async (running) => {
      expect(running.indexer.log.match(/"level":3.*E-RPC-RATE: /g)?.length).toBe(1)
    }),
  )

  it('that waits for a payment for good: its words are told, and it is asked seldom', async () => {
    const endpoint = endpointOf('unpaid')
    const running = await indexing(endpoint)
    try {
      await caughtUp(running)
      const each = proxy.caseOf(endpoint)
      each.down = true
      await soonAlarmed(running, /Payment Required/)
      const before = each.asked.length
      await new Promise((resolve) => setTimeout(resolve, 5_000))
      expect(each.asked.length - before).toBeLessThan(15)
      each.down = false
      await running.indexer.until('the alarm to be over', async () => (await alarmsOf(running)).length === 0)
    } finally {
      await running.end()
    }
  })

  it('that is shut later: the operator reads its words, and nobody its key (B1)', async () => {
    const endpoint = 'keyed/k3y-0f-a-pr0vider'
    const running = await indexing(endpoint)
    try {
      await caughtUp(running)
      proxy.caseOf(endpoint).down = true
      const texts = await soonAlarmed(running, /Must be authenticated!/)
      proxy.caseOf(endpoint).down = false
      await running.indexer.until('the alarm to be over', async () => (await alarmsOf(running)).length === 0)
      expect(`${texts}${running.indexer.log}`).not.toContain('k3y-0f-a-pr0vider')
    } finally {
      await running.end()
    }
  })

  it('that has pruned history: an archive node is asked for, and from where (B10)', async () => {
    const endpoint = 'pruned4444/100'
    const running = await indexing(endpoint)
    try {
      await running.indexer.until('a question', async () => proxy.caseOf(endpoint).asked.length > 0)
      const texts = await soonAlarmed(running, /pruned history unavailable/)
      expect(texts).toMatch(/archive node, with history from block \d+ on/)
      expect(running.indexer.log).toContain('pruned history unavailable')
    } finally {
      await running.end()
    }
  })

  it('that has pruned receipts and does not say so: nothing is believed, and pruning is named (B9)', async () => {
    const running = await indexing('silentprune/200')
    try {
      await running.indexer.exited()
      expect(running.indexer.log).toMatch(/prune/)
    } finally {
      await running.end()
    }
  })
})

describe.concurrent('several endpoints', () => {
  const methodsOf = (which: QuirkProxy, path: string) =>
    new Set(which.caseOf(path).asked.flatMap((list) => list.map(({ method }) => method)))

  it.each(['history', 'head'])('of which the first ends in its %s: the second goes on, and the first again', (when) => {
    const first = `dying/${when}/two`
    const second = `plain/-/beside-${when}`
    return exact(
      first,
      async (running) => {
        const [failover] = (await alarmsOf(running)).filter(({ code }) => code === 'E-RPC-FAILOVER')
        expect(failover?.message).toContain(new URL(proxy.url('')).host)
        expect(failover?.message).toContain(`${new URL(other.url('')).host} is asked from`)
        const before = proxy.caseOf(first).asked.length
        proxy.caseOf(first).down = false
        await running.indexer.until('the first to be back', async () => (await alarmsOf(running)).length === 0)
        const after = other.caseOf(second).asked.length
        await running.indexer.until('heads of the first', async () => proxy.caseOf(first).asked.length > before + 10)
        expect(other.caseOf(second).asked.length - after).toBeLessThan(5)
        expect(running.indexer.log).not.toContain('beside-')
      },
      { rpc: [proxy.url(first), other.url(second)] },
    )
  })

  it.each([
    // The preflight has seen it on the profile's chain.
    ['chain5/1', /is of chain 5, not of 31337/],
    ['forked/300', /is on another branch: its block \d+ is 0xf0/],
    ['behind/100', /is behind: its head is block 3\d\d/],
  ])('of which the second is %s: it is named and not asked, and the first is waited for', async (quirk, why) => {
    const first = `dying/head/${quirk.replace('/', '-')}`
    const second = `${quirk}/second`
    const running = await indexing(first, { rpc: [proxy.url(first), other.url(second)] })
    try {
      await soonAlarmed(running, why, 40_000)
      // The preflight and the comparison of figures, in the same process, ask it for no block and no log.
      for (const method of ['eth_getLogs', 'eth_getBlockByHash']) expect(methodsOf(other, second)).not.toContain(method)
      proxy.caseOf(first).down = false
      await caughtUp(running)
      await requireTrue(running)
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${running.indexer.log.slice(-3_000)}`)
    } finally {
      await running.end()
    }
  })

  it('of which the second is of another chain: refused before the first block, by its field', async () => {
    const running = await indexing('plain', { rpc: [proxy.url('plain/-/one'), other.url('chain5/-/other')] })
    try {
      expect(await running.indexer.exited()).toBe(2)
      expect(running.indexer.log).toMatch(/rpc\.1: found .* of chain 5, as eth_chainId says; wanted chain 31337; write/)
      expect((await running.db.query('select 1 from head')).rows).toEqual([])
    } finally {
      await running.end()
    }
  })

  it('of which the second lags: the third is asked', () => {
    const [first, second, third] = ['dying/head/three', 'behind/50/three', 'plain/-/three'] as const
    return exact(first, async () => expect(methodsOf(other, third)).toContain('eth_getLogs'), {
      rpc: [proxy.url(first), other.url(second), other.url(third)],
    })
  })
})

/** The alarms' texts, once one has the words: within ten seconds of the refusal. */
async function soonAlarmed(running: Indexing, words: RegExp, withinMs = 10_000): Promise<string> {
  let texts = ''
  const from = Date.now()
  await running.indexer.until('the alarm', async () => {
    texts = (await alarmsOf(running)).map(({ message }) => message).join('\n')
    return words.test(texts)
  })
  expect(Date.now() - from).toBeLessThan(withinMs)
  return texts
}
