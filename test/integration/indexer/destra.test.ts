import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as poolAbi from '../../../src/abi/destra-pool'
import type { ContractKind, ProfileInput } from '../../../src/config/profile'
import { account, DEAD, TestChain } from '../../support/anvil'
import { AssayProcess } from '../../support/assay'
import type { TestContract } from '../../support/contract'
import { freshDatabase, startTestPostgres, type TestPostgres } from '../../support/postgres'

const DAY = 86_400
const ETHER = 10n ** 18n
const owner = account(0)
const [ann, bob, eve] = [account(1), account(2), account(3)]

let postgres: TestPostgres
let chain: TestChain
let folder: string

beforeAll(async () => {
  ;[postgres, chain] = await Promise.all([startTestPostgres(), TestChain.start()])
  folder = mkdtempSync(path.join(os.tmpdir(), 'assay-indexer-'))
})
afterAll(async () => {
  await chain?.stop()
  await postgres?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** A small economy: the reference token and pool, a profile for them, and an indexer on a database of its own. */
async function economy(name: string) {
  const token = await chain.deploy('DsyncToken', [owner], owner)
  const pool = await chain.deploy('DestraPool', [token.address], owner)
  const startBlock = Number(await chain.rpc<string>('eth_blockNumber')) - 1
  const profileOf = (poolKind: ContractKind): ProfileInput => ({
    name,
    chainId: 31337,
    rpc: chain.url,
    startBlock,
    finalityConfirmation: 12,
    token: {
      address: token.address,
      symbol: 'DSync',
      decimals: 18,
      burnSinks: [DEAD],
      burnReducesTotal: false,
      silentFees: true,
    },
    contracts: { stakingPool: { address: pool.address, kind: poolKind } },
  })
  const profileFile = path.join(folder, `${name}.json`)
  const writeProfile = (poolKind: ContractKind) => writeFileSync(profileFile, JSON.stringify(profileOf(poolKind)))
  writeProfile('destra-pool')
  const { url } = await freshDatabase(postgres.url, name)
  const env = { DB_URL: url, CLICKHOUSE_URL: '', ASSAY_DATA: folder }
  const migrated = await AssayProcess.run(['migrate'], env)
  if (migrated.code !== 0) throw new Error(migrated.output)
  const db = new Client({ connectionString: url })
  await db.connect()
  const start = () => AssayProcess.start(['index', '--profile', profileFile], env)
  return { name, token, pool, db, start, writeProfile }
}

type Economy = Awaited<ReturnType<typeof economy>>

const rows = async <T>(db: Client, sql: string): Promise<T[]> => (await db.query(sql)).rows as T[]

async function caughtUp({ db, name }: Economy, indexer: AssayProcess): Promise<void> {
  const head = await chain.rpc<{ hash: string }>('eth_getBlockByNumber', 'latest', false)
  await indexer.until('the head to be indexed', async () => {
    const [row] = await rows<{ hash: string }>(db, `select hash from head where id = '${name}'`)
    return row?.hash === head.hash
  })
}

/** Ledger and chain side by side: the burned figure, the pool, and every account that ever moved. */
async function againstChain({ db, token, pool }: Economy) {
  const balances = await rows<{ account: `0x${string}`; amount: string }>(db, 'select account, amount from balance')
  const ledger = Object.fromEntries(balances.map(({ account: who, amount }) => [who, amount]))
  const onChain: Record<string, string> = {}
  for (const { account: who } of balances) onChain[who] = `${await token.read<bigint>('balanceOf', [who])}`
  const [staked] = await rows<{ sum: string }>(db, "select sum(amount) from position where status = 'open'")
  return {
    ledger: { ...ledger, staked: staked?.sum ?? '0' },
    chain: { ...onChain, staked: `${await pool.read<bigint>('totalStaked')}` },
  }
}

async function fund(token: TestContract, pool: TestContract): Promise<void> {
  for (const staker of [ann, bob, eve]) {
    await token.write(owner, 'transfer', [staker, 10_000n * ETHER])
    await token.write(staker, 'approve', [pool.address, 10_000n * ETHER])
  }
}

describe('indexer on a real node and a real Postgres', () => {
  it('keeps balances, positions, burns by cause and supply equal to the chain, kill after kill', async () => {
    const it = await economy('kills')
    const { token, pool, db } = it
    await fund(token, pool)
    let indexer = it.start()
    try {
      await pool.write(ann, 'stake', [1_000n * ETHER, 30 * DAY])
      await pool.write(ann, 'stake', [1_000n * ETHER, 360 * DAY])
      await pool.write(bob, 'stake', [777n * ETHER + 1n, 90 * DAY])
      await caughtUp(it, indexer)
      await indexer.stop('SIGKILL')

      await chain.mine(chain.now + 5 * DAY)
      await pool.write(ann, 'unstake', [1])
      await token.write(eve, 'transfer', [DEAD, 5n * ETHER])
      for (let i = 0; i < 15; i++) await chain.mine()
      indexer = it.start()
      await caughtUp(it, indexer)
      await indexer.stop('SIGKILL')
      indexer = it.start()
      await pool.write(bob, 'unstake', [0])
      await caughtUp(it, indexer)

      const { ledger, chain: node } = await againstChain(it)
      expect(ledger).toEqual(node)
      const bobPenalty = ((777n * ETHER + 1n) * 1_300n) / 10_000n
      expect(
        await rows(
          db,
          `select distinct on (cause) cause, balance from supply_point where class = 'burned' order by cause, block desc`,
        ),
      ).toEqual([
        { cause: '', balance: `${105n * ETHER + bobPenalty}` },
        { cause: 'direct', balance: `${5n * ETHER}` },
        { cause: 'early-exit', balance: `${100n * ETHER + bobPenalty}` },
      ])
      expect(await rows(db, 'select owner, index, status, penalty from position order by owner, index')).toEqual([
        { owner: ann, index: 0, status: 'open', penalty: null },
        { owner: ann, index: 1, status: 'closed', penalty: `${100n * ETHER}` },
        { owner: bob, index: 0, status: 'closed', penalty: `${bobPenalty}` },
      ])
      expect(await rows(db, 'select code from finding')).toEqual([])
      expect(await rows(db, 'select reason from quarantine')).toEqual([])
    } finally {
      await indexer.stop()
      await db.end()
    }
  })

  it('rolls hot blocks back when the chain replaces them, and restores every row', async () => {
    const it = await economy('reorg')
    const { token, pool, db } = it
    await fund(token, pool)
    const indexer = it.start()
    try {
      await pool.write(ann, 'stake', [100n * ETHER, 30 * DAY])
      await caughtUp(it, indexer)
      const before = await againstChain(it)
      const snapshot = await chain.rpc<string>('evm_snapshot')
      const at = chain.now

      await pool.write(ann, 'unstake', [0])
      await token.write(eve, 'transfer', [DEAD, 3n * ETHER])
      await caughtUp(it, indexer)
      expect((await againstChain(it)).ledger).not.toEqual(before.ledger)

      await chain.rpc('evm_revert', snapshot)
      chain.now = at
      await chain.mine(at + 100)
      await pool.write(bob, 'stake', [55n * ETHER, 180 * DAY])
      await chain.mine()
      await caughtUp(it, indexer)

      const { ledger, chain: node } = await againstChain(it)
      expect(ledger).toEqual(node)
      expect(await rows(db, "select class from supply_point where class = 'burned'")).toEqual([])
      expect(await rows(db, 'select owner, status, closed_block from position order by owner')).toEqual([
        { owner: ann, status: 'open', closed_block: null },
        { owner: bob, status: 'open', closed_block: null },
      ])
      const height = Number(await chain.rpc<string>('eth_blockNumber'))
      const events = await rows<{ block: number; block_hash: string }>(
        db,
        `select distinct block, block_hash from event where block > ${height - 4}`,
      )
      for (const { block, block_hash } of events) {
        const there = await chain.rpc<{ hash: string }>('eth_getBlockByNumber', `0x${block.toString(16)}`, false)
        expect(block_hash).toBe(there.hash)
      }
    } finally {
      await indexer.stop()
      await db.end()
    }
  })

  it('pairs a stake with the transfer a silent fee made smaller; the fee itself stays drift (trap 1)', async () => {
    const it = await economy('odd')
    const { token, pool, db } = it
    await fund(token, pool)
    await token.write(owner, 'setFees', [500, 500, 10_000])
    await token.write(owner, 'setWalletTax', [true])
    await pool.write(eve, 'stake', [1_000n * ETHER, 30 * DAY])
    const indexer = it.start()
    try {
      await caughtUp(it, indexer)
      expect(await rows(db, 'select cause, amount from movement where cause = $$stake$$')).toEqual([
        { cause: 'stake', amount: `${950n * ETHER}` },
      ])
      // What the pool owes and did not receive is a finding (trap 14).
      expect(await rows(db, 'select code, evidence from finding')).toEqual([
        {
          code: 'F-STAKE-SHORTFALL',
          evidence: { owner: eve, staked: `${1_000n * ETHER}`, received: `${950n * ETHER}`, short: `${50n * ETHER}` },
        },
      ])
      const { ledger, chain: node } = await againstChain(it)
      // The tax is credited without a Transfer: by the logs the staker has 50 more than by the chain (trap 1).
      expect(BigInt((ledger as Record<string, string>)[eve]!) - BigInt((node as Record<string, string>)[eve]!)).toBe(
        50n * ETHER,
      )
    } finally {
      await indexer.stop()
      await db.end()
    }
  })

  it('quarantines every log of a known contract that its decoder does not know, and goes on', async () => {
    const it = await economy('unknown')
    const { token, pool, db } = it
    await fund(token, pool)
    for (let n = 0; n < 20; n++) await chain.mine()
    const before = it.start()
    await caughtUp(it, before)
    await before.stop()
    // A network that begins is refused a contract of another kind; one that has final blocks is asked no more.
    it.writeProfile('votes')
    const indexer = it.start()
    try {
      await pool.write(ann, 'stake', [100n * ETHER, 30 * DAY])
      await caughtUp(it, indexer)
      const seen = await rows<{ topic0: string }>(
        db,
        `select distinct topic0 from quarantine where contract = '${pool.address}'`,
      )
      expect(seen.map(({ topic0 }) => topic0)).toContain(poolAbi.events.Staked.topic)
      const [held] = await rows(db, `select amount from balance where account = '${pool.address}'`)
      expect(held).toEqual({ amount: `${100n * ETHER}` })
    } finally {
      await indexer.stop()
      await db.end()
    }
  })
})
