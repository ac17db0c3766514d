import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Pool } from 'pg'
import type { Blocks, Header } from '../../../../src/chain/blocks'
import { type ProfileInput, parseProfile } from '../../../../src/config/profile'
import { type Address, address, type Hash, hash } from '../../../../src/economics/units'
import { writeDistributionFiles } from '../../../../src/rewards/files/write'
import { type Program, programsOf } from '../../../../src/rewards/programs'
import { freshDatabase } from '../../../support/postgres'

export const DAY = 86_400
export const utc = (text: string) => Date.parse(`${text}Z`) / 1000
export const holder = (n: number): Address => address(`0x${(0xb000 + n).toString(16).padStart(40, '0')}`)
export const hashOf = (n: number): Hash => hash(`0x${n.toString(16).padStart(64, '0')}`)

const NETWORK = 'fixture'
const token = address(`0x${'70'.repeat(20)}`)
const root = path.resolve(__dirname, '../../../..')

/** A chain of one block every six hours from 1 September 2025, whose finality the test moves. */
export class FixtureBlocks implements Blocks {
  static readonly first = utc('2025-09-01T00:00:00') - 60
  static readonly step = 6 * 3_600
  /** number of the node's `finalized` block */
  final: number
  asked = 0

  constructor(finalAt: number) {
    this.final = FixtureBlocks.at(finalAt)
  }

  /** number of the last block at or before a time */
  static at(time: number): number {
    return Math.floor((time - FixtureBlocks.first) / FixtureBlocks.step)
  }

  static timeOf(number: number): number {
    return FixtureBlocks.first + number * FixtureBlocks.step
  }

  chainId = async () => 31337
  finalized = async () => this.final
  header = async (number: number): Promise<Header> => {
    this.asked++
    return {
      number,
      hash: hashOf(number + 1),
      parentHash: hashOf(number),
      time: FixtureBlocks.timeOf(number),
    }
  }
}

/** A database with the product's own tables, the indexer's cursor, and rows that tests put there. */
export class Economy {
  private events = 0
  private readonly stakes = new Map<string, number>()

  private constructor(
    readonly pool: Pool,
    readonly url: string,
    readonly dataDir: string,
    readonly program: Program,
    private readonly drop: () => Promise<void>,
  ) {}

  /** @param migrate brings the database to the product's schema; by default its migrations are run here */
  static async create(
    server: string,
    profile: Choices = {},
    migrate: (url: string, pool: Pool) => Promise<void> = runMigrations,
  ): Promise<Economy> {
    const { url, drop } = await freshDatabase(server, 'rewards')
    const pool = new Pool({ connectionString: url, max: 8 })
    pool.on('error', () => undefined)
    // `drop` ends connections by force.
    pool.on('error', () => undefined)
    await migrate(url, pool)
    await pool.query(`create schema squid_${NETWORK}`)
    await pool.query(`create table squid_${NETWORK}.status (id int primary key, height int, hash text, nonce int)`)
    await pool.query(`insert into squid_${NETWORK}.status values (0, -1, '0x', 0)`)
    const program = programsOf(parseProfile(fixtureProfile(profile), 'fixture', {}))[0]!
    return new Economy(pool, url, mkdtempSync(path.join(os.tmpdir(), 'assay-rewards-')), program, drop)
  }

  async close(): Promise<void> {
    if (!this.pool.ended) await this.pool.end()
    await this.drop()
    rmSync(this.dataDir, { recursive: true, force: true })
  }

  writeFiles = async (id: string): Promise<void> => {
    await writeDistributionFiles(this.pool, this.dataDir, id, this.program)
  }

  async finalAt(height: number): Promise<void> {
    await this.pool.query(`update squid_${NETWORK}.status set height = $1`, [height])
  }

  async revenue(at: number, stakers: bigint, block = FixtureBlocks.at(at), nodes = 0n): Promise<void> {
    const id = `${NETWORK}-${String(block).padStart(10, '0')}-abcde-${String(this.events++).padStart(6, '0')}-0`
    await this.pool.query(
      `insert into revenue (id, network, source, payer, asset, amount, stakers, nodes, buyback, block, block_time, tx_hash)
       values ($1, $2, 'rental', $3, 'eth', $4::numeric + $8::numeric, $4, $8, 0, $5, $6, $7)`,
      [id, NETWORK, holder(999), stakers.toString(), block, at, hashOf(block), nodes.toString()],
    )
  }

  /** @param at block time of the stake */
  async stake(owner: Address, amount: bigint, lockDays: number, multiplier: number, at: number, block?: number) {
    const index = this.stakes.get(owner) ?? 0
    this.stakes.set(owner, index + 1)
    const id = `${NETWORK}-pool-${owner}-${String(index).padStart(6, '0')}`
    await this.pool.query(
      `insert into "position" (id, network, pool, owner, "index", amount, lock_seconds, multiplier, "start", unlock,
                               threshold, period_index, opened_block, opened_by, status)
       values ($1, $2, 'pool', $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, 'event', 'open')`,
      [
        id,
        NETWORK,
        owner,
        index,
        amount.toString(),
        lockDays * DAY,
        multiplier,
        at,
        at + lockDays * DAY,
        15 * DAY,
        block ?? FixtureBlocks.at(at),
      ],
    )
    return id
  }

  /** A bill settled at a block time. */
  async bill(
    node: Address,
    nodeShare: bigint,
    at: number,
    governance = 0n,
    block = FixtureBlocks.at(at),
  ): Promise<void> {
    const id = `${NETWORK}-bill-${String(this.events++).padStart(6, '0')}`
    await this.pool.query(
      `insert into bill (id, network, bill_id, job_id, account, adaptor, escrow, status, node, compute_units, node_share,
                         adaptor_share, governance, refund, opened_block, opened_time, opened_by, settled_block, settled_time)
       values ($1::text, $2, $1::text, $1::text, $3, $3, 0, 'settled', $4, 1000000, $5, 0, $6, 0, $7, $8, 'event', $7, $8)`,
      [id, NETWORK, holder(900), node, nodeShare.toString(), governance.toString(), block, at],
    )
  }

  async vote(voter: Address, proposal: number, power: bigint, at: number): Promise<void> {
    const block = FixtureBlocks.at(at)
    const id = `${NETWORK}-${String(block).padStart(10, '0')}-abcde-${String(this.events++).padStart(6, '0')}-0`
    await this.pool.query(
      `insert into vote (id, network, proposal_id, voter, power, block, block_time, tx_hash)
       values ($1, $2, $3, $4, $5, $6, $7, '0x')`,
      [id, NETWORK, proposal, voter, power.toString(), block, at],
    )
  }

  async treasury(balance: bigint, at: number): Promise<void> {
    const block = FixtureBlocks.at(at)
    await this.pool.query(
      `insert into supply_point (id, network, block, block_time, asset, class, cause, balance)
       values ($1, $2, $3, $4, $5, 'treasury', '', $6)`,
      [`${NETWORK}-${block}-treasury`, NETWORK, block, at, token, balance.toString()],
    )
  }

  async unstake(id: string, at: number, block = FixtureBlocks.at(at)): Promise<void> {
    await this.pool.query(
      `update "position" set closed_block = $2, closed_time = $3, closed_by = 'event', status = 'closed' where id = $1`,
      [id, block, at],
    )
  }

  /** An unstake that could be of several stakes, as the indexer writes its event and its finding. */
  async ambiguous(owner: Address, amount: bigint, penalty: bigint, at: number, candidates: string): Promise<void> {
    const block = FixtureBlocks.at(at)
    const id = `${NETWORK}-${String(block).padStart(10, '0')}-abcde-${String(this.events++).padStart(6, '0')}-0`
    const data = JSON.stringify({ user: owner, amount: `${amount}`, penalty: `${penalty}` })
    await this.pool.query(
      `insert into event (id, network, block, block_hash, block_time, log_index, part, tx_hash, tx_index, contract, kind, version, data)
       values ($1, $2, $3, '0x', $4, 0, 0, 'event', 0, 'pool', 'destra-pool.Unstaked', 1, $5)`,
      [id, NETWORK, block, at, data],
    )
    await this.pool.query(
      `insert into finding (id, network, block, block_time, tx_hash, code, title, evidence)
       values ($1 || '-F-AMBIGUOUS-UNSTAKE-0', $2, $3, $4, 'event', 'F-AMBIGUOUS-UNSTAKE', 'a test', $5)`,
      [id, NETWORK, block, at, JSON.stringify({ owner, candidates })],
    )
  }

  async reports(): Promise<
    { period: string; state: string; pot: bigint; carry_in: bigint; carry: bigint; root: string | null }[]
  > {
    const { rows } = await this.pool.query(
      `select d.period, d.state, r.pot, r.carry_in, r.carry, r.root from distribution d
       left join report r on r.distribution_id = d.id order by d.period_end`,
    )
    return rows.map((row) => ({
      ...row,
      pot: BigInt(row.pot),
      carry_in: BigInt(row.carry_in),
      carry: BigInt(row.carry),
    }))
  }

  async count(table: 'distribution' | 'report' | 'report_share' | 'pay_marker' | 'reward_fire'): Promise<number> {
    const { rows } = await this.pool.query<{ n: number }>(`select count(*)::int as n from ${table}`)
    return rows[0]!.n
  }
}

interface Choices {
  readonly distributor?: string
  readonly program?: string
  /** what the program needs of the profile beside the usual */
  readonly over?: Partial<ProfileInput>
}

async function runMigrations(_: string, pool: Pool): Promise<void> {
  const migrations = path.join(root, 'db/migrations')
  for (const file of readdirSync(migrations).sort()) {
    const Migration = require(path.join(migrations, file))
    await new Migration().up(pool)
  }
}

/** A network with nothing but a token, a distributor and one program. */
export function fixtureProfile({ distributor, program = 'destra.stakers.monthly', over = {} }: Choices): ProfileInput {
  return {
    name: NETWORK,
    chainId: 31337,
    token: { address: token, symbol: 'DSync', decimals: 18, burnSinks: [holder(0)] },
    ...(distributor && { contracts: { distributor: { address: distributor, kind: 'merkle-distributor' } } }),
    revenueSplitBps: [{ fromBlock: 0, stakers: 10_000, nodes: 0, buyback: 0 }],
    programs: [program],
    ...over,
  }
}
