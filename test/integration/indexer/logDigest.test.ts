import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { type Client, Pool } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AuditContext } from '../../../src/audit/check'
import { digest } from '../../../src/audit/checks/digest'
import { endpoints } from '../../../src/audit/checks/endpoints'
import { levels } from '../../../src/audit/checks/levels'
import { readWhole } from '../../../src/audit/wholeBlocks'
import type { Node } from '../../../src/chain/node'
import { NodeError } from '../../../src/chain/nodeError'
import { type ProfileInput, parseProfile } from '../../../src/config/profile'
import { hash } from '../../../src/economics/units'
import type { AssayError } from '../../../src/errors'
import { type Network, networkOf } from '../../../src/indexer/network'
import { catchUpDigests } from '../../../src/indexer/source/digest/catchUp'
import { Blooms } from '../../../src/indexer/source/head/bloom'
import { BlockReader } from '../../../src/indexer/source/head/reader'
import { loadKeccak } from '../../../src/keccak'
import { openClient } from '../../../src/postgres/client'
import { account, DEAD, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'
import { answerOf } from '../audit/answerOf'

const NAME = 'digested'
const FINALITY = 12
const [owner, ann] = [account(0), account(1)]
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

let postgres: TestPostgres
let chain: TestChain
let folder: string
let token: TestContract
let pool: Pool
let database: string
let input: ProfileInput
let start: () => AssayProcess

beforeAll(async () => {
  ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-digest-'))
  token = await chain.deploy('DsyncToken', [owner], owner)
  input = {
    name: NAME,
    chainId: 31337,
    rpc: chain.url,
    finalityConfirmation: FINALITY,
    token: { address: token.address, symbol: 'DSync', decimals: 18, burnSinks: [DEAD], silentFees: true },
  }
  const file = path.join(folder, 'digested.json')
  writeFileSync(file, JSON.stringify(input))
  const { url } = await freshDatabase(postgres.url, NAME)
  database = url
  const env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder }
  const migrated = await AssayProcess.run(['migrate'], env)
  if (migrated.code !== 0) throw new Error(migrated.output)
  start = () => AssayProcess.start(['index', '--profile', file, '--no-archive'], env)
  pool = new Pool({ connectionString: url, max: 2 })
})
afterAll(async () => {
  await pool?.end()
  await chain?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const height = async () => Number(await chain.rpc<string>('eth_blockNumber'))

/** Blocks up to one, with a transfer in the first of them. */
async function mineTo(number: number): Promise<void> {
  await token.write(owner, 'transfer', [ann, BigInt(number)])
  const blocks = number - (await height())
  if (blocks > 0) await chain.rpc('anvil_mine', `0x${blocks.toString(16)}`, '0x1')
  const { timestamp } = await chain.rpc<{ timestamp: string }>('eth_getBlockByNumber', 'latest', false)
  chain.now = Number(timestamp)
}

async function caughtUp(indexer: AssayProcess): Promise<void> {
  const { hash } = await chain.rpc<{ hash: string }>('eth_getBlockByNumber', 'latest', false)
  await indexer.until('the head to be indexed', async () => {
    const { rows } = await pool.query('select hash from head')
    return rows[0]?.hash === hash
  })
}

interface BlockAt {
  readonly number: number
  readonly hash: string
}

type Log = Record<'address' | 'data' | 'transactionHash' | 'blockHash' | 'blockNumber' | 'logIndex', string> & {
  topics: string[]
}

/** Digests of the node's transfers, made as docs/adr/0041 says it. */
async function digestsOnChain(upTo: number) {
  const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'
  const filter = { fromBlock: '0x0', toBlock: `0x${upTo.toString(16)}`, address: token.address, topics: [TRANSFER] }
  const logs = await chain.rpc<Log[]>('eth_getLogs', filter)
  const digests: { fromBlock: number; toBlock: number; events: number; digest: string }[] = []
  let made = sha256('assay-log/v1 31337\n')
  for (let fromBlock = 0; fromBlock + 999 <= upTo; fromBlock += 1_000) {
    const toBlock = fromBlock + 999
    const within = logs.filter(({ blockNumber }) => Number(blockNumber) >= fromBlock && Number(blockNumber) <= toBlock)
    if (within.length === 0) continue
    let text = `${made} ${toBlock}\n`
    for (const [i, log] of within.entries()) {
      const { blockNumber, blockHash, address, topics, data, transactionHash, logIndex } = log
      if (blockHash !== within[i - 1]?.blockHash) text += `${Number(blockNumber)} ${blockHash}\n`
      text += `${sha256(`${address}${topics.join('')}${data}${transactionHash}${Number(logIndex)}`)}\n`
    }
    made = sha256(text)
    digests.push({ fromBlock, toBlock, events: within.length, digest: made })
  }
  return digests
}

async function digestsStored() {
  const { rows } = await pool.query(
    'select from_block as "fromBlock", to_block as "toBlock", events, digest from log_digest order by to_block',
  )
  return rows
}

describe('digests of a log (X14)', () => {
  it('are closed as blocks become final, in history and at the head, through a reorganisation and a restart', async () => {
    for (const block of [400, 700, 2_100, 2_600]) await mineTo(block)
    let indexer = start()
    try {
      await caughtUp(indexer)
      expect(await digestsStored()).toEqual(await digestsOnChain(2_588))
      expect((await digestsStored()).map(({ fromBlock }) => fromBlock)).toEqual([0])
      await indexer.stop()
      await mineTo(2_990)
      indexer = start()
      await caughtUp(indexer)
      for (let block = await height(); block < 2_999 + FINALITY; block++) await chain.mine()
      await caughtUp(indexer)
      // Written with the block that comes next, and gone with it.
      const [fork, now] = [await chain.rpc<string>('evm_snapshot'), chain.now]
      await mineTo(2_999 + FINALITY + 1)
      await caughtUp(indexer)
      expect(await digestsStored()).toEqual(await digestsOnChain(2_999))
      await chain.rpc('evm_revert', fork)
      chain.now = now + 50
      await chain.mine()
      await caughtUp(indexer)
      expect((await digestsStored()).map(({ fromBlock }) => fromBlock)).toEqual([0, 2_000])
      expect(await digestsStored()).toEqual(await digestsOnChain(2_999))
    } finally {
      await indexer.stop()
    }
  })

  it('of rows that were kept without hashes are made from logs that are read again', async () => {
    const before = await digestsStored()
    await pool.query('delete from log_digest')
    await pool.query('update event set log_hash = null where block < 2300')
    const rpc = {
      batch: (calls: readonly { method: string; params: readonly unknown[] }[]) =>
        Promise.all(calls.map(({ method, params }) => chain.rpc(method, ...params))),
    }
    const network = networkOf(parseProfile(input, 'digested.json', {}))
    const filter = { addresses: new Set<string>(network.contracts.keys()), wantsTransaction: () => false }
    const reader = new BlockReader(rpc, filter, new Blooms(await loadKeccak()))
    while (await catchUpDigests(pool, { rpc, network, reader }));
    expect(await digestsStored()).toEqual(before)
  })

  it('name the row, block or digest that was altered, whichever of them (X14)', async () => {
    const db = await openClient(database, 'test')
    try {
      const network = networkOf(parseProfile(input, 'digested.json', {}))
      const [{ number, hash: at }] = (await db.query('select number, hash from head')).rows as [BlockAt]
      const node: Node = { ask: (method, params) => chain.rpc(method, ...params) }
      const asked = () => answerOf(digest, { db, node, network, block: { number, hash: hash(at) } })
      expect(await asked()).toMatchObject({ ok: true, actual: '0', evidence: { events: '6', digests: '2' } })

      const [{ id, block }] = (await db.query('select id, block from event where block between 700 and 999')).rows as [
        { id: string; block: number },
      ]
      const lie = async (sql: string, back: string) => {
        await db.query('create temp table kept as select * from event')
        await db.query('create temp table digests as select * from log_digest')
        await db.query(sql)
        const { ok, evidence } = await asked()
        await db.query(back)
        await db.query('drop table kept, digests')
        expect([sql, ok]).toEqual([sql, false])
        return evidence
      }
      const events = 'delete from event; insert into event select * from kept'
      const digests = 'delete from log_digest; insert into log_digest select * from digests'

      // One token more, in all projections alike: they are not even asked.
      const amount = await lie(`update event set data = data || '{"value": "1"}' where id = '${id}'`, events)
      expect(amount[id]).toMatch(new RegExp(`block ${block}: value of log 0 is \\d+ on the chain and 1 in the ledger`))
      const account = await lie(`update event set data = data || '{"to": "${owner}"}' where id = '${id}'`, events)
      expect(account[id]).toMatch('to of log 0')
      // The hash that goes with it: then the digest does not.
      const hashed = await lie(`update event set log_hash = repeat('0', 64) where id = '${id}'`, events)
      expect(hashed['digest 0–999']).toMatch('rawLog of log 0')
      const gone = await lie(`delete from event where id = '${id}'`, events)
      expect(gone['digest 0–999']).toBe(`block ${block}: log 0 is not in the ledger`)
      const all = await lie('delete from event where block > 1999 and block < 3000', events)
      expect(all['digest 2000–2999']).toMatch('is not in the ledger')
      const digested = await lie("update log_digest set digest = repeat('1', 64) where to_block = 999", digests)
      expect(digested['digest 0–999']).toMatch(
        /^1{64} of \d+ events from block 0 is stored, and the rows, which are the chain’s, make \w{64} of/,
      )
      const undigested = await lie('delete from log_digest where to_block = 999', digests)
      expect(undigested['digest 0–999']).toMatch('none is stored')
      expect(await asked()).toMatchObject({ ok: true })
    } finally {
      await db.end()
    }
  })
})

/** A node that gives other answers than the chain's to some requests. */
function forging(forge: (method: string, params: readonly unknown[], answer: unknown) => unknown): Node {
  return {
    async ask<T>(method: string, params: readonly unknown[]): Promise<T> {
      const answer = await chain.rpc(method, ...params)
      return forge(method, params, answer) as T
    },
  }
}

describe('level `proven` (X15)', () => {
  const EMPTY_BLOOM = `0x${'0'.repeat(512)}`
  let db: Client
  let forged: { number: string; hash: string }
  let network: Network

  beforeAll(async () => {
    network = networkOf(parseProfile(input, 'digested.json', {}))
    db = await openClient(database, 'test')
    const [{ block }] = (await db.query('select block from event order by id offset 1 limit 1')).rows as [
      { block: number },
    ]
    forged = await chain.rpc('eth_getBlockByNumber', `0x${block.toString(16)}`, false)
  })
  afterAll(() => db?.end())

  const whole = (node: Node, from: number, to: number) => readWhole(db, node, network, { from, to }, () => undefined)
  const levelAt = async (block: number) =>
    (await db.query('select level from completeness where from_block <= $1 and to_block >= $1', [block])).rows[0].level
  const isForged = (params: readonly unknown[]) =>
    JSON.stringify(params).includes(forged.hash) || params[0] === forged.number

  /** Drops the block's only log, and makes the bloom of what is left. */
  const dropping = forging((method, params, answer) => {
    if (!isForged(params)) return answer
    if (method === 'eth_getLogs') return []
    if (method.startsWith('eth_getBlockBy')) return { ...(answer as object), logsBloom: EMPTY_BLOOM }
    if (method === 'eth_getBlockReceipts')
      return (answer as object[]).map((each) => ({ ...each, logs: [], logsBloom: EMPTY_BLOOM }))
    return answer
  })
  const oneMore = <T extends { data: string }>(log: T): T => ({
    ...log,
    data: `0x${(BigInt(log.data) + 1n).toString(16).padStart(64, '0')}`,
  })
  /** Pays a wei more than was paid, by its logs and receipts alike: the bloom says nothing of amounts. */
  const raising = forging((method, params, answer) => {
    if (!isForged(params)) return answer
    if (method === 'eth_getLogs') return (answer as Log[]).map(oneMore)
    if (method === 'eth_getBlockReceipts')
      return (answer as { logs: Log[] }[]).map((each) => ({ ...each, logs: each.logs.map(oneMore) }))
    return answer
  })

  it.each([
    ['a log is dropped', () => dropping, /header does not make its hash 0x/],
    ['an amount is raised', () => raising, /its 1 receipts make the root 0x[0-9a-f]+, its header has 0x/],
  ])('refuses the block of which %s, also alone, and leaves its level', async (_, node, reason) => {
    const block = Number(forged.number)
    for (const [from, to] of [
      [block - 30, block + 30],
      [block, block],
    ] as const) {
      const error = await whole(node(), Math.max(from, 0), to).then(
        () => expect.unreachable('it was believed'),
        (thrown) => thrown as AssayError,
      )
      expect([error.code, error.details]).toMatchObject(['E-BLOCK-UNPROVEN', { block }])
      expect(error.message).toMatch(reason)
      expect(['structure', 'bloom']).toContain(await levelAt(block))
    }
  })

  it('stays `block` where no receipts are given, and says so; one by one they do as well', async () => {
    const block = Number(forged.number)
    const without = (...methods: string[]): Node => ({
      async ask<T>(method: string, params: readonly unknown[]): Promise<T> {
        if (methods.includes(method))
          throw new NodeError('node', method, { code: -32_601, message: 'the method does not exist' })
        return chain.rpc<T>(method, ...params)
      },
    })
    expect(await whole(without('eth_getBlockReceipts', 'eth_getTransactionReceipt'), block, block)).toEqual({
      level: 'block',
      unproven: `block ${block}: the endpoint gives no receipts`,
    })
    expect(await whole(without('eth_getBlockReceipts'), block, block)).toEqual({ level: 'proven', unproven: undefined })
    expect(await levelAt(block)).toBe('proven')
  })

  it('is earned, never set: by an UPDATE, or for a log that was digested anew, it is named and falls', async () => {
    const block = Number(forged.number)
    const [{ number, hash: at }] = (await db.query('select number, hash from head')).rows as [BlockAt]
    const node: Node = { ask: (method, params) => chain.rpc(method, ...params) }
    const asked = () => answerOf(levels, { db, node, network, block: { number, hash: hash(at) } })
    expect(await asked()).toMatchObject({ ok: true, actual: '0' })
    await db.query('create temp table earned as select * from completeness')
    for (const lie of [
      "update completeness set level = 'proven'",
      "update completeness set level = 'proven', seal = null",
      `update completeness set level = 'proven', seal = (select seal from completeness where from_block = ${block})`,
      `update completeness set to_block = to_block + 100 where from_block = ${block}`,
      `update completeness set level = 'block' where from_block = ${block}`,
    ]) {
      await db.query(lie)
      const { ok, evidence } = await asked()
      expect([lie, ok, Object.values(evidence).join()]).toEqual([
        lie,
        false,
        expect.stringContaining('not what was earned'),
      ])
      await db.query('delete from completeness; insert into completeness select * from earned')
    }
    await db.query("update completeness set level = 'proven' where to_block < (select max(to_block) from completeness)")
    await whole(node, block + 1, block + 1)
    expect([await levelAt(block + 1), await levelAt(block + 2)]).toEqual(['proven', 'structure'])
  })
})

describe('a second endpoint (L7)', () => {
  let other: TestChain
  let db: Client
  beforeAll(async () => {
    other = await TestChain.start()
    await other.rpc('anvil_mine', '0x1000', '0x1')
    db = await openClient(database, 'test')
  })
  afterAll(async () => {
    await db?.end()
    await other?.stop()
  })

  const asked = async (check: string | undefined) => {
    const variables = check === undefined ? {} : { RPC_DIGESTED_CHECK: check }
    const network = networkOf(parseProfile(input, 'digested.json', variables))
    const [{ number, hash: at }] = (await db.query('select number, hash from head')).rows as [BlockAt]
    const node: Node = { ask: (method, params) => chain.rpc(method, ...params) }
    return answerOf(endpoints, { db, node, network, block: { number, hash: hash(at) } })
  }

  it('agrees on blocks that are stored, names those on which it does not, and need not be there', async () => {
    expect(endpoints.unasked?.({ network: networkOf(parseProfile(input, 'digested.json', {})) } as AuditContext)).toBe(
      'the network names one endpoint',
    )
    const same = chain.url.replace('127.0.0.1', 'localhost')
    expect(await asked(same)).toMatchObject({ ok: true, evidence: { endpoints: expect.stringContaining('localhost') } })
    const { ok, evidence } = await asked(other.url)
    expect(ok).toBe(false)
    const { rows } = await db.query('select number, hash from block order by number limit 1')
    const [{ number, hash: stored }] = rows as [BlockAt]
    expect(evidence[`${new URL(other.url).host}, block ${number}`]).toMatch(` there, ${stored} here`)
    expect(await asked('http://127.0.0.1:9')).toMatchObject({
      ok: true,
      evidence: { '127.0.0.1:9': expect.any(String) },
    })
  })
})
