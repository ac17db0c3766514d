import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readWhole } from '../../../src/audit/wholeBlocks'
import type { Node } from '../../../src/chain/node'
import { type ProfileInput, parseProfile } from '../../../src/config/profile'
import type { AssayError } from '../../../src/errors'
import { networkOf } from '../../../src/indexer/network'
import type { CheckParts } from '../../../src/indexer/source/completeness/check'
import { readRanges } from '../../../src/indexer/source/completeness/ranges'
import { sweepOnce } from '../../../src/indexer/source/completeness/sweep'
import { Blooms } from '../../../src/indexer/source/head/bloom'
import { BlockReader } from '../../../src/indexer/source/head/reader'
import type { HistoryRpc } from '../../../src/indexer/source/history/rpc'
import { loadKeccak } from '../../../src/keccak'
import { account, DEAD, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'

const NAME = 'complete'
const FINALITY = 12
/** of the only events that have rows here */
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'
const [owner, ann] = [account(0), account(1)]

let postgres: TestPostgres
let chain: TestChain
let folder: string
let token: TestContract
let pool: Pool
let parts: Omit<CheckParts, 'db'>
let start: () => AssayProcess

beforeAll(async () => {
  ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-complete-'))
  token = await chain.deploy('DsyncToken', [owner], owner)
  const input: ProfileInput = {
    name: NAME,
    chainId: 31337,
    rpc: chain.url,
    finalityConfirmation: FINALITY,
    token: { address: token.address, symbol: 'DSync', decimals: 18, burnSinks: [DEAD], silentFees: true },
  }
  const file = path.join(folder, 'complete.json')
  writeFileSync(file, JSON.stringify(input))
  const { url } = await freshDatabase(postgres.url, NAME)
  const env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder }
  const migrated = await AssayProcess.run(['migrate'], env)
  if (migrated.code !== 0) throw new Error(migrated.output)
  start = () => AssayProcess.start(['index', '--profile', file, '--no-archive'], env)

  pool = new Pool({ connectionString: url, max: 2 })
  const rpc: HistoryRpc = {
    batch: (calls) => Promise.all(calls.map(({ method, params }) => chain.rpc(method, ...params))),
  }
  const network = networkOf(parseProfile(input, file, {}))
  const blooms = new Blooms(await loadKeccak())
  const filter = { addresses: new Set<string>(network.contracts.keys()), wantsTransaction: () => false }
  parts = { rpc, network, blooms, reader: new BlockReader(rpc, filter, blooms) }
})
afterAll(async () => {
  await pool?.end()
  await chain?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const node: Node = {
  ask: (method, params) => chain.rpc(method, ...params),
}

const ranges = () => readRanges(pool, NAME)
const height = async () => Number(await chain.rpc<string>('eth_blockNumber'))

/** Of the rows, in the order of the chain. */
async function hashesOfRows(): Promise<(string | null)[]> {
  const { rows } = await pool.query<{ hash: string | null }>('select log_hash as hash from event order by id')
  return rows.map(({ hash }) => hash)
}

/** The same of what the node gives, made as docs/adr/0040 says it. */
async function hashesOnChain(): Promise<string[]> {
  type Log = { address: string; topics: string[]; data: string; transactionHash: string; logIndex: string }
  const filter = { fromBlock: '0x0', toBlock: 'latest', address: token.address, topics: [TRANSFER] }
  const logs = await chain.rpc<Log[]>('eth_getLogs', filter)
  return logs.map(({ address, topics, data, transactionHash, logIndex }) =>
    createHash('sha256')
      .update(`${address}${topics.join('')}${data}${transactionHash}${Number(logIndex)}`)
      .digest('hex'),
  )
}

async function caughtUp(indexer: AssayProcess): Promise<void> {
  const { hash } = await chain.rpc<{ hash: string }>('eth_getBlockByNumber', 'latest', false)
  await indexer.until('the head to be indexed', async () => {
    const { rows } = await pool.query('select hash from head')
    return rows[0]?.hash === hash
  })
}

async function refused(check: Promise<unknown>): Promise<AssayError> {
  return check.then(
    () => expect.unreachable('the check found nothing'),
    (error) => error as AssayError,
  )
}

describe('completeness of a ledger (X9)', () => {
  it('is recorded with the blocks, goes back with them, and is raised by the sweep to the end of history', async () => {
    for (let i = 0; i < 250; i++) {
      if (i % 5 === 0) await token.write(owner, 'transfer', [ann, BigInt(i + 1)])
      // Claims the token's address and holds nothing of ours: asked for, found empty, passed.
      else if (i % 7 === 0) await token.write(owner, 'approve', [ann, BigInt(i)])
      else await chain.mine()
    }
    const indexer = start()
    try {
      await caughtUp(indexer)
      const final = (await height()) - FINALITY
      const tail = { level: 'block', fromBlock: final + 1 }
      expect(await ranges()).toEqual([
        { level: 'structure', fromBlock: 0, toBlock: final },
        { ...tail, toBlock: final + FINALITY },
      ])

      // Read as history and at the head alike.
      expect(await hashesOfRows()).toEqual(await hashesOnChain())

      const fork = await chain.rpc<string>('evm_snapshot')
      const now = chain.now
      for (let i = 0; i < 3; i++) await token.write(owner, 'transfer', [ann, 1n])
      await caughtUp(indexer)
      expect((await ranges()).at(-1)).toEqual({ ...tail, toBlock: final + FINALITY + 3 })
      await chain.rpc('evm_revert', fork)
      chain.now = now + 50
      await chain.mine()
      await caughtUp(indexer)
      expect((await ranges()).at(-1)).toEqual({ ...tail, toBlock: final + FINALITY + 1 })
      expect(await hashesOfRows()).toEqual(await hashesOnChain())

      await indexer.stop()
      while (await sweepOnce(pool, parts));
      expect(await ranges()).toEqual([
        { level: 'bloom', fromBlock: 0, toBlock: final },
        { ...tail, toBlock: final + FINALITY + 1 },
      ])
    } finally {
      await indexer.stop()
    }
  })

  it('any range can be read again, and is proven; a log that is missing or foreign stops it with its block', async () => {
    const db = await pool.connect()
    try {
      await readWhole(db, node, parts.network, { from: 50, to: 100 }, () => undefined)
      expect((await ranges()).slice(0, 3)).toMatchObject([
        { level: 'bloom', fromBlock: 0, toBlock: 49 },
        { level: 'proven', fromBlock: 50, toBlock: 100 },
        { level: 'bloom', fromBlock: 101 },
      ])
      // What is not final yet cannot be raised.
      const beyond = await refused(
        readWhole(db, node, parts.network, { from: 50, to: (await height()) + 1 }, () => undefined),
      )
      expect(beyond.code).toBe('E-AUDIT-RANGE')
      const { rows } = await db.query('select id, block from event where block > 20 order by id limit 1')
      const [{ id, block }] = rows as [{ id: string; block: number }]
      await db.query('create table kept as select * from event where id = $1', [id])
      await db.query('delete from event where id = $1', [id])
      const missing = await refused(readWhole(db, node, parts.network, { from: 0, to: 49 }, () => undefined))
      expect([missing.code, missing.details.block]).toEqual(['E-LOGS-MISSING', block])

      await db.query('insert into event select * from kept')
      await db.query("update kept set id = id || 'x', log_index = 77")
      await db.query('insert into event select * from kept')
      const foreign = await refused(readWhole(db, node, parts.network, { from: 0, to: 49 }, () => undefined))
      expect([foreign.code, foreign.details.block]).toEqual(['E-LOGS-FOREIGN', block])
      await db.query("delete from event where id like '%x'")

      // A level proves nothing of a row that was changed since, in any field.
      await db.query("update completeness set level = 'block'")
      for (const [change, back, field] of [
        ['data = data || \'{"value": "2"}\'', 'data = kept.data', 'value'],
        ['data = data || \'{"memo": "x"}\'', 'data = kept.data', 'memo'],
        ["tx_hash = replace(tx_hash, '0x', '0xf')", 'tx_hash = kept.tx_hash', 'transaction'],
        ['block_time = block_time + 1', 'block_time = kept.block_time', 'time'],
        ["kind = 'token.Approval'", 'kind = kept.kind', 'event'],
        ["log_hash = repeat('0', 64)", 'log_hash = kept.log_hash', 'rawLog'],
      ]) {
        await db.query(`update event set ${change} where id = $1`, [id])
        const changed = await refused(readWhole(db, node, parts.network, { from: 0, to: 49 }, () => undefined))
        expect([changed.code, changed.details]).toMatchObject(['E-LOGS-DIFFER', { block, field }])
        await db.query(`update event set ${back} from kept where event.id = $1`, [id])
      }
      // Rows of a build that kept no hash have it once their logs are read again.
      await db.query('update event set log_hash = null where block < 50')
      await readWhole(db, node, parts.network, { from: 0, to: 49 }, () => undefined)
      expect(await hashesOfRows()).toEqual(await hashesOnChain())
    } finally {
      db.release()
    }
  })

  it('the sweep stops at a block whose bloom claims what the ledger does not hold', async () => {
    await pool.query(
      "update completeness set level = 'structure' where to_block < (select max(to_block) from completeness)",
    )
    const { rows } = await pool.query('select number from block order by number offset 20 limit 1')
    const { number } = rows[0]
    await pool.query('delete from event where block = $1', [number])
    await pool.query('delete from block where number = $1', [number])
    const error = await refused(
      (async () => {
        while (await sweepOnce(pool, parts));
      })(),
    )
    expect([error.code, error.details.block]).toEqual(['E-LOGS-MISSING', number])
    expect((await ranges()).some(({ level, toBlock }) => level === 'structure' && toBlock >= number)).toBe(true)
  })
})
