import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client } from 'pg'
import { encodeAbiParameters, parseAbiParameters } from 'viem'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { AUDIT_NODE } from '../../../src/audit/node'
import { explainUnstakes } from '../../../src/audit/unstakes'
import { openNode } from '../../../src/chain/node'
import { parseProfile } from '../../../src/config/profile'
import { networkOf } from '../../../src/indexer/network'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, fixtureProfile, hashOf, holder } from '../rewards/support/economy'

const pool = holder(800)
const owner = holder(1)
const network = networkOf(
  parseProfile(
    fixtureProfile({ over: { contracts: { pool: { address: pool, kind: 'destra-pool' } }, programs: [] } }),
    'fixture',
    {},
  ),
)
/** Wordings of geth, erigon, nethermind, besu and a provider, and EIP-4444's code. */
const pruned = [
  { code: -32_000, message: 'missing trie node 3a1f (path ) state 0x12 is not available' },
  { code: -32_000, message: 'state at block #5 is pruned' },
  { code: -32_000, message: 'No state available for block 0x05' },
  { code: -32_000, message: 'World state unavailable' },
  { code: -32_000, message: 'required historical state unavailable (reexec=128)' },
  { code: -32_000, message: 'historical state 0x77 is not available' },
  { code: -32_002, message: 'Archive data requires a paid plan' },
  { code: 4_444, message: 'gone' },
]
const REFUSED = { code: -32_603, message: 'internal error' }

let postgres: TestPostgres
let economy: Economy
let db: Client
let server: http.Server
/** what the node says instead of an answer, by block */
let refusals: Map<number, { code: number; message: string }>
/** blocks the node does not have at all */
let dropped: Set<number>

beforeAll(async () => {
  postgres = await startTestPostgres()
  server = http.createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      const asked = JSON.parse(body)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(Array.isArray(asked) ? asked.map(answer) : answer(asked)))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  await db?.end()
  await economy?.close()
  server?.close()
  await postgres?.stop()
})

/** Hashes are `hashOf(block)`; before block n the owner's stake 1 is not withdrawn, after it it is. */
function answer({ id, method, params }: { id: number; method: string; params: [unknown, { blockHash: string }] }) {
  if (method === 'eth_getBlockByHash') {
    const block = Number(BigInt(params[0] as string))
    return { jsonrpc: '2.0', id, result: dropped.has(block) ? null : { parentHash: hashOf(block * 1_000 - 1) } }
  }
  const asked = Number(BigInt(params[1].blockHash))
  const before = asked % 1_000 === 999
  const block = before ? (asked + 1) / 1_000 : asked
  const error = refusals.get(block)
  if (error && before) return { jsonrpc: '2.0', id, error }
  return { jsonrpc: '2.0', id, result: before ? stakes(false) : stakes(true) }
}

const view = parseAbiParameters('(uint256,uint256,uint256,uint256,bool,uint256)[]')
/** The view's answer with two stakes, of which the second is withdrawn or not. */
function stakes(withdrawn: boolean): string {
  return encodeAbiParameters(view, [[false, withdrawn].map((each) => [1n, 1n, 1n, 1n, each, 0n] as const)])
}

beforeEach(async () => {
  await db?.end()
  await economy?.close()
  economy = await Economy.create(postgres.url)
  db = new Client({ connectionString: economy.url })
  await db.connect()
  refusals = new Map()
  dropped = new Set()
})

/** An ambiguous unstake of each block, as the indexer leaves it. */
async function ambiguous(blocks: readonly number[]): Promise<void> {
  for (const block of blocks) {
    const event = `fixture-${String(block).padStart(10, '0')}-abcde-000000-0`
    await db.query(
      `insert into event (id, network, block, block_hash, block_time, log_index, part, tx_hash, tx_index, contract, kind,
         version, data) values ($1, 'fixture', $2, $3, 0, 0, 0, $4, 0, $5, 'Unstaked', 1, $6)`,
      [event, block, hashOf(block), `0x${block}`, pool, { user: owner, amount: `${block}` }],
    )
    await db.query(
      `insert into finding (id, network, block, block_time, tx_hash, code, title, evidence)
       values ($1, 'fixture', $2, 0, $3, 'F-AMBIGUOUS-UNSTAKE', '', $4)`,
      [`${event}-F-AMBIGUOUS-UNSTAKE-`, block, `0x${block}`, { candidates: `${block}` }],
    )
    await db.query(
      `insert into "position" (id, network, pool, owner, "index", amount, lock_seconds, multiplier, "start", unlock,
         threshold, period_index, opened_block, opened_by, closed_block, closed_by, status)
       values ($1, 'fixture', $2, $3, $4::int, $4::int, 1, 1, 0, 0, 0, 0, 1, '0x', $4::int, $5, 'closed')`,
      [`position-${block}`, pool, owner, block, `0x${block}`],
    )
  }
}
const explain = (from?: number) => {
  const { port } = server.address() as AddressInfo
  return explainUnstakes(db, openNode(`http://127.0.0.1:${port}`, AUDIT_NODE), network, 1_000, from)
}
async function evidence(): Promise<Record<number, object>> {
  const { rows } = await db.query<{ block: number; evidence: object }>('select block, evidence from finding_evidence')
  return Object.fromEntries(rows.map((row) => [row.block, row.evidence]))
}
const decided = (block: number) => ({ withdrawn: '1', closed: `${block}`, agrees: 'false' })

it('a pruned state is evidence that one stays undecided, and keeps none of the others', async () => {
  const old = pruned.map((_, i) => 5 + i)
  pruned.forEach((said, i) => {
    refusals.set(5 + i, said)
  })
  dropped.add(90)
  await ambiguous([...old, 90, 100, 101])
  expect(await explain()).toBe(old.length + 3)
  const found = await evidence()
  for (const block of old)
    expect(found[block]).toEqual({
      undecided: `the node no longer keeps what eth_call asks of block ${block}`,
      closed: `${block}`,
    })
  expect(found[90]).toMatchObject({ undecided: expect.stringContaining('eth_getBlockByHash') })
  expect([found[100], found[101]]).toEqual([decided(100), decided(101)])
  refusals.clear()
  expect(await explain()).toBe(0)
  // With an archive node, whoever wants to know deletes the row.
  await db.query('delete from finding_evidence where block = 5')
  expect(await explain()).toBe(1)
  expect((await evidence())[5]).toEqual(decided(5))
})

it('more pruned ones than a round asks about do not keep the next round', async () => {
  const old = Array.from({ length: 25 }, (_, i) => 5 + i)
  for (const block of old) refusals.set(block, pruned[0]!)
  await ambiguous([...old, 100])
  expect(await explain()).toBe(20)
  expect(await explain()).toBe(6)
  expect((await evidence())[100]).toEqual(decided(100))
})

it('a node that refuses one question for another reason answers the others, and is asked again', async () => {
  refusals.set(5, REFUSED)
  await ambiguous([5, 100])
  await expect(explain()).rejects.toMatchObject({ code: 'E-RPC', retryable: true })
  expect(await evidence()).toEqual({ 100: decided(100) })
  refusals.clear()
  expect(await explain()).toBe(1)
})

it('what lies before where a round begins has been looked at', async () => {
  await ambiguous([5, 100])
  expect(await explain(6)).toBe(1)
  expect(await evidence()).toEqual({ 100: decided(100) })
})
