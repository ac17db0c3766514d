import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as erc20 from '../../../src/abi/erc20'
import type { ProfileInput } from '../../../src/config/profile'
import { account, DEAD, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'

const ETHER = 10n ** 18n
const FINALITY = 12
const [owner, ann, bob] = [account(0), account(1), account(2)]

let postgres: TestPostgres
let folder: string

beforeAll(async () => {
  postgres = await startTestPostgres()
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-head-'))
})
afterAll(async () => {
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A chain of its own with one token, and an indexer of it on a database of its own. */
async function world(name: string, scheme: 'http' | 'ws') {
  const chain = await TestChain.start()
  const token = await chain.deploy('DsyncToken', [owner], owner)
  const profile: ProfileInput = {
    name,
    chainId: 31337,
    rpc: chain.url.replace('http', scheme),
    finalityConfirmation: FINALITY,
    token: { address: token.address, symbol: 'DSync', decimals: 18, burnSinks: [DEAD], silentFees: true },
  }
  const file = path.join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(profile))
  const { url } = await freshDatabase(postgres.url, name)
  const env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder }
  const migrated = await AssayProcess.run(['migrate'], env)
  if (migrated.code !== 0) throw new Error(migrated.output)
  const db = new Client({ connectionString: url })
  await db.connect()
  const indexer = AssayProcess.start(['index', '--profile', file], env)
  const end = async () => {
    await indexer.stop()
    await db.end()
    await chain.stop()
  }
  const status = async () => {
    const { output } = await AssayProcess.run(['status', '--json'], { ...env, ASSAY_PROFILES: file })
    return JSON.parse(output).networks[0]
  }
  return { chain, token, db, indexer, status, end }
}

type World = Awaited<ReturnType<typeof world>>

async function caughtUp({ chain, db, indexer }: World): Promise<void> {
  const { hash } = await chain.rpc<{ hash: string }>('eth_getBlockByNumber', 'latest', false)
  await indexer.until('the head to be indexed', async () => {
    const { rows } = await db.query('select hash from head')
    return rows[0]?.hash === hash
  })
}

/** Transfers in the ledger with their blocks, and those the node has; balances on both sides. */
async function beside({ chain, token, db }: World) {
  const logs = await chain.rpc<{ blockHash: string; logIndex: string }[]>('eth_getLogs', {
    fromBlock: '0x0',
    toBlock: 'latest',
    address: token.address,
    topics: [erc20.events.Transfer.topic],
  })
  const { rows: events } = await db.query('select block_hash, log_index from event order by block, log_index')
  const { rows: balances } = await db.query('select account, amount from balance order by account')
  const onChain = await Promise.all(
    balances.map(async ({ account }) => ({ account, amount: `${await balanceOf(token, account)}` })),
  )
  return {
    ledger: { events: events.map(({ block_hash, log_index }) => `${block_hash}:${log_index}`), balances },
    chain: { events: logs.map(({ blockHash, logIndex }) => `${blockHash}:${Number(logIndex)}`), balances: onChain },
  }
}

const balanceOf = (token: TestContract, who: string) => token.read<bigint>('balanceOf', [who])

it('over a WebSocket that dies is an alarm within ten seconds, with its beginning', async () => {
  const { chain, db, indexer, end } = await world('dying-ws', 'ws')
  try {
    await indexer.until('the head', async () => (await db.query('select 1 from head')).rows.length > 0)
    await chain.stop()
    const since = Date.now()
    const alarms = async () => (await db.query('select code, message, since from alarm')).rows
    await indexer.until('the alarm', async () => (await alarms()).length > 0)
    expect(Date.now() - since).toBeLessThan(10_000)
    const [alarm] = await alarms()
    expect(alarm).toMatchObject({
      code: expect.stringMatching(/^E-(NODE-AWAY|RPC-REFUSED)$/),
      message: expect.stringContaining('Socket'),
    })
    expect(alarm.since.getTime()).toBeGreaterThanOrEqual(since)
  } finally {
    await end()
  }
})

describe.each(['ws', 'http'] as const)('the head over %s (X8)', (scheme) => {
  it('is indexed on a chain that mines nothing, and follows same-height replacements, reorgs and leaps', async () => {
    const it = await world(`head-${scheme}`, scheme)
    const { chain, token, indexer } = it
    const equal = async () => {
      await caughtUp(it)
      const { ledger, chain: node } = await beside(it)
      expect(ledger).toEqual(node)
      return ledger.events.length
    }
    const replaceLast = async (depth: number) => {
      await chain.rpc('anvil_reorg', depth, [])
      const { timestamp } = await chain.rpc<{ timestamp: string }>('eth_getBlockByNumber', 'latest', false)
      chain.now = Number(timestamp)
    }
    try {
      await token.write(owner, 'transfer', [ann, 10n * ETHER])
      for (let i = 0; i < FINALITY + 3; i++) await chain.mine()
      await token.write(ann, 'transfer', [bob, ETHER])
      // Nothing is mined from here until the head is indexed.
      const quiet = await equal()

      await token.write(ann, 'transfer', [bob, 2n * ETHER])
      expect(await equal()).toBe(quiet + 1)
      await replaceLast(1)
      expect(await equal()).toBe(quiet)

      for (let i = 0; i < 5; i++) await token.write(ann, 'transfer', [bob, 1n])
      expect(await equal()).toBe(quiet + 5)
      await replaceLast(FINALITY)
      expect(await equal()).toBeLessThan(quiet + 5)

      // Further than finality in one leap: history reads it while the process lives.
      await chain.rpc('anvil_mine', '0x5dc')
      chain.now += 1_500
      await token.write(ann, 'transfer', [DEAD, 3n])
      await equal()
      expect(indexer.alive).toBe(true)
    } finally {
      await it.end()
    }
  })
})

describe('a chain that replaces a final block (X5)', () => {
  it('stops the indexer loudly, with an alarm and without a write', async () => {
    const it = await world('head-deep', 'http')
    const { chain, token, db, indexer } = it
    try {
      const fork = await chain.rpc<string>('evm_snapshot')
      const now = chain.now
      await token.write(owner, 'transfer', [ann, 10n * ETHER])
      for (let i = 0; i < FINALITY; i++) await chain.mine()
      await caughtUp(it)
      const rows = async () => (await db.query('select id, data from event order by id')).rows
      const before = await rows()

      await chain.rpc('evm_revert', fork)
      chain.now = now + 100
      for (let i = 0; i < FINALITY + 3; i++) await chain.mine()
      expect(await indexer.exited()).not.toBe(0)
      expect(await rows()).toEqual(before)
      const { alarms, completeness } = await it.status()
      expect(alarms).toContainEqual(expect.objectContaining({ code: 'E-REORG-DEEP' }))
      expect(completeness[completeness.length - 1]).toMatchObject({ level: 'block', toBlock: 2 + FINALITY })
    } finally {
      await it.end()
    }
  })
})
