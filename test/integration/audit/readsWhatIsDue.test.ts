import type { Client } from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readProjected } from '../../../src/audit/projected'
import { reconcile } from '../../../src/audit/reconcile'
import { explainUnstakes } from '../../../src/audit/unstakes'
import type { Node } from '../../../src/chain/node'
import { parseProfile } from '../../../src/config/profile'
import { networkOf } from '../../../src/indexer/network'
import { makeReadIndexes } from '../../../src/postgres/indexes'
import { startTestPostgres, type TestPostgres } from '../../support/postgres'
import { Economy, fixtureProfile, hashOf, holder } from '../rewards/support/economy'
import { moreRead, rowsRead } from '../rewards/support/rowsRead'

const FINAL = 1_000
const contracts = {
  bill: { address: holder(700), kind: 'dgrid-bill' },
  nodes: { address: holder(701), kind: 'dgrid-nodes' },
  emissions: { address: holder(702), kind: 'deepnode-emissions' },
} as const
const network = networkOf(parseProfile(fixtureProfile({ over: { contracts, programs: [] } }), 'fixture', {}))

let postgres: TestPostgres
beforeAll(async () => {
  postgres = await startTestPostgres()
})
afterAll(() => postgres?.stop())

/** Answers every question with zero, and headers of one chain. */
const node: Node = {
  async ask<T>(method: string, [of]: readonly unknown[]): Promise<T> {
    if (method === 'eth_chainId') return '0x7a69' as T
    if (method === 'eth_call') return `0x${'0'.repeat(64)}` as T
    const number = of === 'finalized' ? FINAL : Number(of)
    return {
      number: `0x${number.toString(16)}`,
      hash: hashOf(number),
      parentHash: hashOf(number - 1),
      timestamp: `0x${(number * 10).toString(16)}`,
    } as T
  },
}

/**
 * `times` changes of each of ten nodes and of ten stakers in two domains, 50 × `times` bills of which ten are open, and
 * a change of drift for each: blocks 1 to 990, every one 10 s after the other. Twenty bills are closed after block 990.
 */
async function history(db: Client, times: number): Promise<void> {
  const block = (i: string, of: string) => `(1 + ${i}::bigint * 989 / (${of}))::int`
  const filling = [
    `insert into block (id, network, number, hash, time)
     select 'fixture-' || b, 'fixture', b, '0x' || lpad(to_hex(b), 64, '0'), b * 10 from generate_series(1, 1000) b`,
    `insert into bill (id, network, bill_id, job_id, account, adaptor, escrow, status, refund, opened_block, opened_time,
       opened_by, settled_block, settled_time)
     select 'b' || i, 'fixture', i, i, '0x', '0x', 7, case when i % 3 = 0 then 'refunded' else 'settled' end, 0, b, b * 10,
       '0x', b, b * 10 from (select i, ${block('i', `${50 * times}`)} as b from generate_series(1, ${50 * times}) i) x`,
    `insert into bill (id, network, bill_id, job_id, account, adaptor, escrow, status, refund, opened_block, opened_time,
       opened_by, settled_block, settled_time)
     select 'o' || i, 'fixture', i, i, '0x', '0x', i, case when i <= 10 then 'open' else 'settled' end, 0, 980 + i % 15,
       0, '0x', case when i > 10 then 995 end, case when i > 10 then 9950 end from generate_series(1, 30) i`,
    `insert into node_version (id, network, node, stake, jailed_until, from_block, from_time)
     select 'n' || n || '-' || i, 'fixture', 'n' || n, i * n, 0, ${block('i', `${times}`)}, 0
     from generate_series(1, 10) n, generate_series(1, ${times}) i`,
    `insert into domain_stake (id, network, domain_id, staker, stake, from_block)
     select 'd' || d || '-' || n || '-' || lpad(i::text, 6, '0'), 'fixture', d, 's' || n, i * n, ${block('i', `${times}`)}
     from generate_series(1, 2) d, generate_series(1, 10) n, generate_series(1, ${times}) i`,
    `insert into drift (network, class, account, block, block_hash, block_time, asset, ledger, chain, cause)
     select 'fixture', 'issuance', '0x${'0'.repeat(40)}', i, '0x', 0, '0x', i, 0, 'unexplained'
     from generate_series(1, least(${times}, 900)) i`,
    `insert into finding (id, network, block, block_time, tx_hash, code, title, evidence)
     select 'f' || i, 'fixture', i, 0, '0x', 'F-AMBIGUOUS-UNSTAKE', '', '{}' from generate_series(1, ${times}) i`,
  ]
  for (const sql of filling) await db.query(sql)
}

const none = { raise: async () => undefined, clear: async () => undefined }

async function withHistory<T>(times: number, work: (economy: Economy) => Promise<T>): Promise<T> {
  const economy = await Economy.create(postgres.url)
  try {
    const client = await economy.pool.connect()
    await history(client as unknown as Client, times)
    client.release()
    await makeReadIndexes(economy.pool, none, false)
    await economy.pool.query('update squid_fixture.status set height = $1, hash = $2', [FINAL, hashOf(FINAL)])
    await economy.pool.query('vacuum analyze')
    return await work(economy)
  } finally {
    await economy.close()
  }
}

/** @returns what a round reads, by table, when one before it has looked at all findings */
const round = (times: number) =>
  withHistory(times, async (economy) => {
    await economy.pool.end()
    return rowsRead(economy.url, async (pool) => {
      const db = (await pool.connect()) as unknown as Client & { release(): void }
      const done = await reconcile(db, node, network)
      expect(done?.block).toBe(FINAL)
      await explainUnstakes(db, node, network, FINAL, FINAL)
      db.release()
    })
  })

it('a round of reconciliation reads as much after twenty times the history', async () => {
  expect(moreRead(await round(20), await round(400))).toEqual([])
})

/** The same by definition: every row there ever was, read once and folded here. */
it.each([5, 985, 992, 999, FINAL])('what projections hold after block %i is what all their rows say', (block) =>
  withHistory(20, async ({ pool }) => {
    const rows = async (sql: string) => (await pool.query(sql)).rows
    const bills = await rows('select escrow, opened_block, settled_block from bill')
    const openEscrow = bills
      .filter((bill) => bill.opened_block <= block && (bill.settled_block === null || bill.settled_block > block))
      .reduce((sum, { escrow }) => sum + BigInt(escrow), 0n)
    const standing = (versions: { key: string; stake: string; from_block: number }[]) => {
      const newest = new Map(versions.filter((row) => row.from_block <= block).map(({ key, stake }) => [key, stake]))
      return [...newest.values()].reduce((sum, stake) => sum + BigInt(stake), 0n)
    }
    const nodes = await rows('select node as key, stake, from_block from node_version order by from_block, id')
    const stakes = await rows(
      `select domain_id || staker as key, stake, from_block from domain_stake order by from_block, id`,
    )
    const db = (await pool.connect()) as unknown as Client & { release(): void }
    try {
      expect(await readProjected(db, network, block)).toEqual([
        { identity: 'open-bills', class: 'escrow', amount: openEscrow },
        { identity: 'node-stakes', class: 'node-stake', amount: standing(nodes) },
        { identity: 'domain-stakes', class: 'staked', amount: standing(stakes) },
      ])
      expect(openEscrow > 0n || block < 980).toBe(true)
    } finally {
      db.release()
    }
  }),
)
