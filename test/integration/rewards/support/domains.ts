import type { Address } from '../../../../src/economics/units'
import { type Economy, FixtureBlocks } from './economy'

const NETWORK = 'fixture'

/** Rows of a DeepNode economy, as its indexer writes them. */
export class Domains {
  private rows = 0

  constructor(private readonly economy: Economy) {}

  async configured(domain: number, owner: Address, bps: readonly number[], at: number): Promise<void> {
    await this.insert(
      `insert into domain_version (id, network, domain_id, owner, miners_bps, stakers_bps, validators_bps,
         domain_owner_bps, model_owners_bps, from_block, from_time) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [domain, owner, ...bps, FixtureBlocks.at(at), at],
    )
  }

  async model(model: number, domain: number, owner: Address): Promise<void> {
    await this.insert(
      `insert into model (id, network, model_id, domain_id, owner, owner_bps, block) values ($1, $2, $3, $4, $5, 0, 1)`,
      [model, domain, owner],
    )
  }

  async routed(model: number, domain: number, gross: bigint, at: number): Promise<void> {
    await this.insert(
      `insert into revenue_route (id, network, model_id, domain_id, gross, model_owner, fees, buyback, emission_reserve,
         burned, block, block_time, tx_hash) values ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0, $6, $7, '0x')`,
      [model, domain, gross, FixtureBlocks.at(at), at],
    )
  }

  async worked(epoch: number, domain: number, role: 'miners' | 'validators', account: Address, units: bigint) {
    await this.insert(
      `insert into epoch_work (id, network, epoch, domain_id, role, account, units, block)
       values ($1, $2, $3, $4, $5, $6, $7, 1)`,
      [epoch, domain, role, account, units],
    )
  }

  async staked(domain: number, staker: Address, stake: bigint, at: number): Promise<void> {
    await this.insert(
      `insert into domain_stake (id, network, domain_id, staker, stake, from_block) values ($1, $2, $3, $4, $5, $6)`,
      [domain, staker, stake, FixtureBlocks.at(at)],
    )
  }

  /** Closes an epoch at a time after its end, and mints what it emitted. */
  async closed(epoch: number, start: number, end: number, at: number, amounts: Readonly<Record<number, bigint>>) {
    const block = FixtureBlocks.at(at)
    await this.insert(
      'insert into epoch (id, network, epoch, start_time, end_time, block) values ($1, $2, $3, $4, $5, $6)',
      [epoch, start, end, block],
    )
    for (const [domain, amount] of Object.entries(amounts))
      await this.insert(
        `insert into emission (id, network, epoch, domain_id, amount, block, block_time)
         values ($1, $2, $3, $4, $5, $6, $7)`,
        [epoch, domain, amount, block, at],
      )
  }

  private async insert(sql: string, values: readonly unknown[]): Promise<void> {
    const id = `${NETWORK}-${String(this.rows++).padStart(6, '0')}`
    await this.economy.pool.query(sql, [
      id,
      NETWORK,
      ...values.map((each) => (typeof each === 'bigint' ? `${each}` : each)),
    ])
  }
}
