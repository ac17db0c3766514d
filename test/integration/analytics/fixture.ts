import type { Client } from 'pg'

/** Facts of a network in Postgres as its indexer would leave them, and the same facts for a test to count by itself. */
export const GENESIS = Date.UTC(2025, 8, 28) / 1_000
/** Blocks are five hours apart: a hundred of them cross days, weeks and a month. */
export const BLOCK_SECONDS = 5 * 3_600
export const ASSET = `0x${'a'.repeat(40)}`
/** Beyond 2^64 and 2^128: what a number or a narrow column would spoil. */
export const BIG = 2n ** 130n + 1n
export const AWKWARD = 'tab\tline\nback\\slash "quote" ünïcødé'

export interface Fact {
  readonly table: string
  readonly block: number
  readonly time: number
  readonly row: Record<string, unknown>
}

export const timeOf = (block: number) => GENESIS + block * BLOCK_SECONDS

export class FixtureNetwork {
  readonly facts: Fact[] = []
  private head = -1
  private staked = 0n
  private burned = new Map<string, bigint>()
  private readonly open: { id: string; owner: string; amount: bigint }[] = []

  constructor(
    private readonly pg: Client,
    readonly name: string,
    /** block numbers between two blocks with facts: with 150, a hundred of them are more than one segment of hours */
    private readonly stride = 1,
  ) {}

  private get schema(): string {
    return `squid_${this.name.replaceAll('-', '_')}`
  }

  /** Blocks up to and with the `head`-th, each with the facts its turn picks; only those up to `final` are final. */
  async grow(head: number, final: number): Promise<void> {
    const { pg, schema } = this
    await pg.query('BEGIN')
    await pg.query(`CREATE SCHEMA IF NOT EXISTS ${schema}`)
    await pg.query(
      `CREATE TABLE IF NOT EXISTS ${schema}.status (id int primary key, height int not null, hash text, nonce int)`,
    )
    for (let turn = this.head + 1; turn <= head; turn++) await this.addBlock(turn)
    this.head = Math.max(this.head, head)
    await pg.query(
      `INSERT INTO ${schema}.status VALUES (0, $1, '', 0) ON CONFLICT (id) DO UPDATE SET height = excluded.height`,
      [final * this.stride],
    )
    await pg.query('COMMIT')
  }

  private async addBlock(turn: number): Promise<void> {
    const block = turn * this.stride
    let logIndex = 0
    const at = { block, block_time: timeOf(turn), tx_hash: `0x${block}` }
    const event = async (kind: string, data: Record<string, string>) => {
      const log = logIndex++
      const id = `${this.name}-${String(block).padStart(10, '0')}-abcde-${String(log).padStart(6, '0')}-0`
      const place = { ...at, block_hash: '0xabcde', log_index: log, part: 0, tx_index: 0 }
      await this.add('event', { id, ...place, contract: ASSET, kind, version: 1, data: JSON.stringify(data) })
      return id
    }
    const point = (className: string, cause: string, balance: bigint) =>
      this.add('supply_point', {
        id: `${this.name}-${String(block).padStart(10, '0')}-${ASSET}-${className}-${cause}`,
        block,
        block_time: at.block_time,
        asset: ASSET,
        class: className,
        cause,
        balance,
      })
    const move = (id: string, n: number, from: string, to: string, amount: bigint, cause: string) =>
      this.add('movement', {
        id: `${id}-${n}`,
        ...at,
        asset: ASSET,
        from_class: from,
        to_class: to,
        from_account: '0x1',
        to_account: '0x2',
        amount,
        cause,
      })

    if (turn % 3 === 0) {
      const cause = ['direct', 'usage', 'early-exit'][(turn / 3) % 3]!
      const amount = BIG + BigInt(block)
      const id = await event('token.Transfer', { from: '0x1', to: '0x2', value: `${amount}` })
      await move(id, 0, 'holders', 'burned', amount, cause)
      await move(id, 1, 'holders', 'tax', 1n, '')
      const sum = (this.burned.get(cause) ?? 0n) + amount
      this.burned.set(cause, sum)
      await point('burned', cause, sum)
      await point(
        'burned',
        '',
        [...this.burned.values()].reduce((a, b) => a + b),
      )
      await point('tax', '', -BigInt(block))
    }
    if (turn % 10 === 7) await event('token.Transfer', { from: '0x1', to: '0x2', value: '0', note: AWKWARD })
    if (turn % 4 === 1) {
      const owner = `0xa${turn % 8}`
      await event('destra-pool.Staked', { user: owner, amount: '5' })
      const stake = {
        id: `${this.name}-pool-${owner}-${String(block).padStart(6, '0')}`,
        owner,
        amount: BIG * BigInt(block),
      }
      this.open.push(stake)
      this.staked += stake.amount
      await this.add('position', {
        ...stake,
        pool: '0xp',
        index: block,
        lock_seconds: 86_400 * (30 + 30 * (turn % 3)),
        multiplier: 100,
        start: at.block_time,
        unlock: at.block_time,
        threshold: 0,
        period_index: 0,
        opened_block: block,
        opened_by: at.tx_hash,
        status: 'open',
      })
      await point('staked', '', this.staked)
    }
    if (turn % 12 === 11) {
      const stake = this.open.shift()!
      await event('destra-pool.Unstaked', {
        user: stake.owner.toUpperCase().replace('0X', '0x'),
        amount: `${stake.amount}`,
      })
      await this.pg.query(
        `UPDATE position SET status = 'closed', closed_block = $2, closed_time = $3, closed_by = $4, penalty = 7 WHERE id = $1`,
        [stake.id, block, at.block_time, at.tx_hash],
      )
      const opened = this.facts.find((fact) => fact.table === 'position' && fact.row.id === stake.id)!.row
      this.facts.push({ table: 'position_closed', block, time: at.block_time, row: opened })
      this.staked -= stake.amount
      await point('staked', '', this.staked)
    }
    if (turn % 2 === 0) await this.addBill(turn, at.block_time, event)
    if (turn % 5 === 0) {
      const amount = BIG * 10n
      const split = { amount, stakers: BIG * 6n, nodes: BIG * 3n, buyback: BIG }
      const id = await event('revenue-vault.RevenueReceived', {})
      await this.add('revenue', { id, ...at, source: AWKWARD, payer: '0x1', asset: 'eth', ...split })
      const routed = { gross: 100n, model_owner: 50n, fees: 9n, buyback: 1n, emission_reserve: 40n, burned: 3n }
      await this.add('revenue_route', {
        id: await event('deepnode-router.RevenueRouted', {}),
        ...at,
        model_id: BIG,
        domain_id: 2n,
        ...routed,
      })
      await this.add('buyback', {
        id: await event('revenue-vault.BoughtBack', {}),
        ...at,
        eth_spent: 1n,
        tokens_burned: BIG,
      })
    }
    if (turn % 7 === 0) {
      const domain = BIG + BigInt(turn % 2)
      await event('deepnode-emissions.EmissionMinted', { epoch: `${block}`, domainId: `${domain}` })
      await this.add('emission', {
        id: `${this.name}-${String(block).padStart(8, '0')}-${domain}`,
        epoch: block,
        domain_id: domain,
        amount: BIG,
        block,
        block_time: at.block_time,
      })
      await this.add('slash', {
        id: await event('dgrid-nodes.Slashed', {}),
        ...at,
        node: `0x${turn % 2}`,
        job_id: '0x',
        amount: BIG,
        stake_before: BIG * 5n,
        reason: AWKWARD,
        burned: true,
      })
      await this.add('reward_claim', {
        id: await event('merkle-distributor.Claimed', {}),
        ...at,
        distributor: '0x',
        program_id: '0xp',
        period: 202_509n,
        account: '0x1',
        amount: BIG,
      })
      await this.add('price_point', {
        id: await event('uniswap-v2.Sync', {}),
        block,
        block_time: at.block_time,
        pair: '0x',
        reserve_token: BIG,
        reserve_quote: 1n,
      })
    }
  }

  private async addBill(
    turn: number,
    time: number,
    event: (kind: string, data: Record<string, string>) => Promise<string>,
  ) {
    const block = turn * this.stride
    const billId = `0xb${block}`
    await event('dgrid-bill.BillOpened', { billId })
    await this.add('bill', {
      id: `${this.name}-${billId}`,
      bill_id: billId,
      job_id: '0xj',
      account: '0x1',
      adaptor: '0x2',
      escrow: BIG * 2n,
      status: 'open',
      refund: 0n,
      opened_block: block,
      opened_time: time,
      opened_by: '0xt',
    })
    const closing = this.facts.find((fact) => fact.table === 'bill' && fact.block === (turn - 6) * this.stride)
    if (!closing) return
    const settled = turn % 8 !== 0
    await event(settled ? 'dgrid-bill.BillSettled' : 'dgrid-bill.BillRefunded', {
      billId: closing.row.bill_id as string,
    })
    const parts = {
      compute_units: 3n,
      cost: BIG,
      fee: 1n,
      governance: 2n,
      treasury: 3n,
      adaptor_share: 4n,
      node_share: BIG - 10n,
    }
    const row = settled ? { node: '0xn', ...parts, refund: BIG } : { refund: BIG * 2n }
    const changes = { status: settled ? 'settled' : 'refunded', settled_block: block, settled_time: time, ...row }
    const names = Object.keys(changes)
    await this.pg.query(`UPDATE bill SET ${names.map((name, n) => `${name} = $${n + 2}`).join(', ')} WHERE id = $1`, [
      closing.row.id,
      ...Object.values(changes).map(text),
    ])
    this.facts.push({ table: 'bill_closed', block, time, row: changes })
  }

  private async add(table: string, fields: Record<string, unknown>): Promise<void> {
    const row: Record<string, unknown> = { ...fields, network: this.name }
    const names = Object.keys(row)
    await this.pg.query(
      `INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(', ')}) VALUES (${names.map((_, n) => `$${n + 1}`).join(', ')})`,
      Object.values(row).map(text),
    )
    const block = (row.block ?? row.opened_block) as number
    this.facts.push({ table, block, time: timeOf(block / this.stride), row })
  }
}

const text = (value: unknown) => (typeof value === 'bigint' ? value.toString() : value)
