import type { Hex } from 'viem'
import { type Address, account, type Receipt } from '../../support/anvil'
import type { TestContract } from '../../support/contract'
import type { PoolFixture } from '../poolFixture'

const HOLDER = account(30)

/** A contract account: the transaction's `to` is the wallet, and several calls share one transaction. */
export class Wallet {
  private constructor(
    private readonly f: PoolFixture,
    private readonly contract: TestContract,
  ) {}

  /** Funded with tokens that the pool may take. */
  static async deploy(f: PoolFixture, amount: bigint): Promise<Wallet> {
    const wallet = new Wallet(f, await f.chain.deploy('SmartWallet', [HOLDER], HOLDER))
    await f.fund(HOLDER, amount)
    await f.token.write(HOLDER, 'transfer', [wallet.address, amount])
    await wallet.execute({ to: f.token.address, value: 0n, data: f.token.encode('approve', [f.pool.address, amount]) })
    return wallet
  }

  get address(): Address {
    return this.contract.address.toLowerCase() as Address
  }

  /** Calls of the pool, all in one transaction. */
  calls(...calls: readonly [name: string, ...args: bigint[]][]): Promise<Receipt> {
    const { pool } = this.f
    return this.execute(
      ...calls.map(([name, ...args]) => ({ to: pool.address, value: 0n, data: pool.encode(name, args) })),
    )
  }

  /** The same in a transaction whose input names none of them. */
  async unnamedCalls(...calls: readonly [name: string, ...args: bigint[]][]): Promise<Receipt> {
    const { pool } = this.f
    const planned = calls.map(([name, ...args]) => ({ to: pool.address, value: 0n, data: pool.encode(name, args) }))
    await this.contract.write(HOLDER, 'plan', [planned])
    return this.contract.write(HOLDER, 'executePlan', [])
  }

  /** Batches of the pool's calls through a wallet that owns this one, from now on: a batch that fails is undone alone. */
  async tries(...batches: readonly (readonly [name: string, ...args: bigint[]][])[]): Promise<Receipt> {
    const calls = batches.map((batch) =>
      batch.map(([name, ...args]) => ({ to: this.f.pool.address, value: 0n, data: this.f.pool.encode(name, args) })),
    )
    const outer = await this.f.chain.deploy('SmartWallet', [HOLDER], HOLDER)
    await this.contract.write(HOLDER, 'transferOwnership', [outer.address])
    const own = calls.map((batch) => ({
      ...{ to: this.address, value: 0n, data: this.contract.encode('executeMany', [batch]) },
    }))
    return outer.write(HOLDER, 'tryMany', [own])
  }

  private execute(...calls: { to: Address; value: bigint; data: Hex }[]): Promise<Receipt> {
    return this.contract.write(HOLDER, 'executeMany', [calls])
  }
}
