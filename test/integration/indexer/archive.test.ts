import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { archive } from '../../../src/audit/checks/archive'
import type { Node } from '../../../src/chain/node'
import { type ProfileInput, parseProfile } from '../../../src/config/profile'
import { hash } from '../../../src/economics/units'
import { networkOf } from '../../../src/indexer/network'
import { packFrame, unpackFrame } from '../../../src/indexer/source/archive/frame'
import { readSegment } from '../../../src/indexer/source/archive/segment'
import { account, DEAD, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'
import { answerOf } from '../audit/answerOf'

const DAY = 86_400
const ETHER = 10n ** 18n
const FINALITY = 12
/** Several commits' worth of logs, so that a kill may hit between two. */
const AIRDROPS = 110
const RECEIVERS = 200
const TABLES = ['event', 'block', 'movement', 'balance', 'supply_point', 'position', 'parameter', 'finding'] as const
const NAME = 'archived'
const owner = account(0)
const staker = account(1)

let postgres: TestPostgres
let chain: TestChain
let folder: string
let token: TestContract
let pool: TestContract
/** the same network with and without a node */
let [online, offline] = ['', '']

beforeAll(async () => {
  ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-archive-'))
  token = await chain.deploy('DsyncToken', [owner], owner)
  pool = await chain.deploy('DestraPool', [token.address], owner)
  const input: ProfileInput = {
    name: NAME,
    chainId: 31337,
    startBlock: Number(await chain.rpc<string>('eth_blockNumber')) - 1,
    finalityConfirmation: FINALITY,
    token: { address: token.address, symbol: 'DSync', decimals: 18, burnSinks: [DEAD], silentFees: true },
    contracts: { stakingPool: { address: pool.address, kind: 'destra-pool' } },
  }
  online = profileFile('online', { ...input, rpc: chain.url })
  offline = profileFile('offline', input)
})
afterAll(async () => {
  await chain?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function profileFile(name: string, input: ProfileInput): string {
  const file = path.join(folder, `${name}.json`)
  writeFileSync(file, JSON.stringify(input))
  return file
}

/** A migrated database of its own; every index in this test shares one archive. */
async function database(name: string) {
  const { url } = await freshDatabase(postgres.url, name)
  const env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder }
  const migrated = await AssayProcess.run(['migrate'], env)
  if (migrated.code !== 0) throw new Error(migrated.output)
  const db = new Client({ connectionString: url })
  await db.connect()
  return {
    db,
    start: (profile: string, ...flags: string[]) => AssayProcess.start(['index', '--profile', profile, ...flags], env),
  }
}

type Database = Awaited<ReturnType<typeof database>>

async function catchUp({ db }: Database, running: AssayProcess): Promise<void> {
  const { hash } = await chain.rpc<{ hash: string }>('eth_getBlockByNumber', 'latest', false)
  await running.until('the head', async () => (await db.query('select hash from head')).rows[0]?.hash === hash)
}

const committed = async ({ db }: Database) => (await db.query('select 1 from head')).rows.length > 0

async function digests({ db }: Database): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const table of TABLES) {
    const text = `select count(*) || ' ' || md5(coalesce(string_agg(t::text, '|' order by id), '')) as digest from ${table} t`
    found[table] = (await db.query(text)).rows[0].digest
  }
  return found
}

/** Whether readers have what is made once history is in. */
async function readIndexMade({ db }: Database): Promise<boolean> {
  const sql = "select 1 from pg_index where indexrelid = to_regclass('balance_by_amount') and indisvalid"
  return (await db.query(sql)).rows.length > 0
}

async function transfers(from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) {
    const receivers = Array.from({ length: RECEIVERS }, (_, n) => account(50 + n))
    const amounts = receivers.map((_, n) => BigInt(i + 1) * ETHER + BigInt(n))
    await chain.submit({ from: owner, to: token.address, data: token.encode('airdrop', [receivers, amounts]) })
    await chain.mine()
  }
}

const silence = async () => {
  for (let i = 0; i < FINALITY + 5; i++) await chain.mine()
}

const segment = () =>
  path.join(
    folder,
    'archive',
    NAME,
    readdirSync(path.join(folder, 'archive', NAME)).filter((file) => file.endsWith('.seg'))[0]!,
  )

/** What the audit says of the archive beside a database that was indexed from it. */
function archiveBeside({ db }: Database) {
  const network = networkOf(parseProfile(JSON.parse(readFileSync(offline, 'utf8')), 'test', {}))
  const node: Node = { ask: () => Promise.reject(new Error('no node is asked')) }
  const block = { number: 1_000_000, hash: hash(`0x${'00'.repeat(32)}`) }
  return answerOf(archive, { db, node, network, block, env: { ASSAY_DATA: folder } })
}

/** Removes one log from a segment and makes everything above it again. @returns the log */
async function forge(file: string): Promise<{ block: number; logIndex: number }> {
  const addresses = [token.address.toLowerCase(), pool.address.toLowerCase()].sort()
  const places = new Map(addresses.map((address, place) => [address, place]))
  const { frames } = readSegment(readFileSync(file))
  const at = frames.findIndex(({ header }) => header.logs > RECEIVERS)
  const { header, bytes } = frames[at]!
  const piece = await unpackFrame(header, bytes, addresses)
  const blocks = piece.blocks.map(({ header, logs }) => ({ header, logs }))
  const victim = blocks.find(({ logs }) => logs.length > 1)!
  const [log] = victim.logs.splice(1, 1)
  const again = await packFrame({ ...piece, blocks, logs: piece.logs - 1 }, places)
  writeFileSync(file, Buffer.concat(frames.map((frame, n) => (n === at ? again : frame.bytes))))
  return { block: victim.header.height, logIndex: log!.logIndex }
}

function flip(file: string): void {
  const bytes = readFileSync(file)
  bytes[Math.floor(bytes.length / 3)]! ^= 1
  writeFileSync(file, bytes)
}

describe('the raw-log archive on a real chain', () => {
  it('is filled through kills, and gives the same rows without the node (X10)', async () => {
    await token.write(owner, 'transfer', [staker, 1_000_000n * ETHER])
    await token.write(staker, 'approve', [pool.address, 1_000_000n * ETHER])
    await pool.write(staker, 'stake', [100n * ETHER, 30 * DAY])
    await pool.write(staker, 'stake', [100n * ETHER, 30 * DAY])
    await transfers(0, AIRDROPS)
    await pool.write(staker, 'unstake', [1])
    await silence()

    const live = await database('live')
    let running = live.start(online)
    try {
      await running.until('the first commit', () => committed(live))
      await running.stop('SIGKILL')
      await silence()
      running = live.start(online)
      await catchUp(live, running)
      await running.until('the read indexes', () => readIndexMade(live))
    } finally {
      await running.stop()
    }
    const expected = await digests(live)
    expect(expected.position).toMatch(/^2 /)

    const again = await database('again')
    const first = again.start(offline, '--from-archive')
    await first.until('the first commit', () => committed(again))
    await first.stop('SIGKILL')
    const second = again.start(offline, '--from-archive')
    expect(await second.exited()).toBe(0)
    expect(second.log).toMatch(/archive: indexed to its end, block \d+ 0x/)
    expect(await digests(again)).toEqual(expected)
    expect(await readIndexMade(again)).toBe(true)

    // A damaged archive is refused where nothing can mend it, and mended where there is a node; then it goes on live.
    flip(segment())
    const damaged = await database('damaged')
    const refused = damaged.start(offline, '--from-archive')
    expect(await refused.exited()).toBe(2)
    expect(refused.log).toMatch(/E-ARCHIVE-CORRUPT: blocks \d+ to .*\.seg/)
    const mended = damaged.start(online, '--from-archive')
    try {
      await catchUp(damaged, mended)
      expect(await digests(damaged)).toEqual(expected)
      await transfers(AIRDROPS, AIRDROPS + 2)
      await catchUp(damaged, mended)
      expect((await digests(damaged)).event).not.toBe(expected.event)
    } finally {
      await mended.stop()
    }
    const whole = await database('whole')
    expect(await whole.start(offline, '--from-archive').exited()).toBe(0)
    expect(await digests(whole)).toEqual(expected)

    // An archive with a log removed and digests made again is sound by itself; beside the event log it is named.
    const sound = await archiveBeside(whole)
    expect(sound).toMatchObject({ ok: true, evidence: { logs: expect.stringMatching(/^22\d{3}$/) } })
    const removed = await forge(segment())
    const forged = await archiveBeside(whole)
    expect(forged.ok).toBe(false)
    expect(forged.evidence).toMatchObject({
      [`block ${removed.block} log ${removed.logIndex}`]: 'is in the event log and not in the archive',
    })
    await Promise.all([live, again, damaged, whole].map(({ db }) => db.end()))
  }, 240_000)
})
