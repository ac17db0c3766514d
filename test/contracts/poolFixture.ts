import type { Generation } from '../../src/economics/pool/rules'
import { type Address, account, type Receipt, type TestChain } from '../support/anvil'
import type { TestContract } from '../support/contract'

export const DAY = 86_400
export const PERIOD = 30 * DAY
export const ONE = 10n ** 18n
export const OWNER = account(1)
/** The reference contract of each generation. */
export const POOL_CONTRACT: Readonly<Record<Generation, string>> = {
  1: 'DestraPoolGen1',
  2: 'DestraPoolGen2',
  3: 'DestraPool',
}

/** A fresh token and pool, owner funded with ETH, and the pool's own clock. */
export class PoolFixture {
  private constructor(
    readonly chain: TestChain,
    readonly token: TestContract,
    readonly pool: TestContract,
    /** Deployment block time: the start of period 0. */
    readonly born: number,
    readonly generation: Generation,
  ) {}

  static async deploy(chain: TestChain, generation: Generation = 3): Promise<PoolFixture> {
    await chain.setBalance(OWNER, 1_000_000n * ONE)
    const token = await chain.deploy('DsyncToken', [OWNER], OWNER)
    const pool = await chain.deploy(POOL_CONTRACT[generation], [token.address], OWNER)
    return new PoolFixture(chain, token, pool, chain.now, generation)
  }

  /** The next transaction is in a block of exactly this age of the pool. @param seconds since deployment */
  at(seconds: number): Promise<void> {
    return this.chain.warp(this.born + seconds)
  }

  /** Gives tokens to a user and approves the pool, so that a stake is one transaction. */
  async fund(user: Address, amount: bigint): Promise<void> {
    await this.token.write(OWNER, 'transfer', [user, amount])
    await this.token.write(user, 'approve', [this.pool.address, 2n ** 256n - 1n])
  }

  stake(user: Address, amount: bigint, lockDays: number): Promise<Receipt> {
    return this.pool.write(user, 'stake', [amount, BigInt(lockDays * DAY)])
  }

  unstake(user: Address, index: number): Promise<Receipt> {
    return this.pool.write(user, 'unstake', [BigInt(index)])
  }

  claim(user: Address, period: number): Promise<Receipt> {
    return this.pool.write(user, 'claimRewards', [BigInt(period)])
  }

  /** @param period must be the current one in the third generation; the first is not told one */
  deposit(period: number, wei: bigint): Promise<Receipt> {
    return this.pool.write(OWNER, 'depositRewards', this.generation === 1 ? [] : [BigInt(period)], wei)
  }

  /** First and second generation: the owner makes the denominator. */
  setWeight(period: number, weight: bigint): Promise<Receipt> {
    return this.pool.write(OWNER, 'setTotalWeight', [BigInt(period), weight])
  }

  async index(): Promise<number> {
    return Number(await this.pool.read<bigint>('rewardPeriodIndex'))
  }

  async weight(period: number): Promise<bigint> {
    if (this.generation === 3) return this.pool.read('totalWeights', [BigInt(period)])
    return (await this.pool.read<bigint[]>('rewardPeriods', [BigInt(period)]))[3]!
  }

  /** ETH still in a period. */
  async pot(period: number): Promise<bigint> {
    return (await this.pool.read<[bigint, ...bigint[]]>('rewardPeriods', [BigInt(period)]))[0]
  }

  /** Reward announced by a claim's receipt. */
  reward(receipt: Receipt): bigint {
    return this.pool.event(receipt, 'RewardClaimed').reward as bigint
  }

  /** [period, weight] of a receipt's TotalWeightUpdated run. */
  weightRun(receipt: Receipt): [number, bigint][] {
    return this.pool
      .events(receipt)
      .filter((event) => event.name === 'TotalWeightUpdated')
      .map(({ args }) => [Number(args.rewardPeriodIndex), args.totalWeight as bigint])
  }
}
