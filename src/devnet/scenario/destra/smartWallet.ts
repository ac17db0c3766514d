import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import type { Address } from '../../../economics/units'
import { DEPLOYER, devnet, smartWalletOwner } from '../../deploy'
import { type Calendar, DAY } from '../calendar'
import { dsync, erc20, pool as poolCalls, UNLIMITED } from '../calls'
import type { Turn } from '../turn'
import type { PoolModel } from './pool'

const abi = parseAbi(['function executeMany((address to, uint256 value, bytes data)[] calls) payable'])
const AMOUNT = 75_000n * 10n ** 18n

/** A staker that is a contract: the pool is never the transaction's `to` (domain.md §2, trap 12). */
export class SmartWalletStaker {
  constructor(
    private readonly at: Calendar,
    private readonly pool: PoolModel,
  ) {}

  step(turn: Turn): void {
    if (turn.reaches(this.at.start + 30 * DAY)) {
      const data = dsync.airdrop([devnet.smartWallet], [3n * AMOUNT])
      turn.send('airdrop to a smart wallet', DEPLOYER, devnet.dsync, data)
      this.#execute(turn, [devnet.dsync, erc20.approve(devnet.pool, UNLIMITED)], this.#stake(turn, 90))
    }
    if (turn.reaches(this.at.start + 60 * DAY)) this.#execute(turn, this.#stake(turn, 30), this.#stake(turn, 180))
    if (turn.reaches(this.at.start + 130 * DAY)) this.#execute(turn, this.#unstake(turn, 0), this.#unstake(turn, 1))
  }

  #stake(turn: Turn, days: number): [Address, Hex] {
    this.pool.stake(devnet.smartWallet, AMOUNT, days * DAY, turn.to)
    return [devnet.pool, poolCalls.stake(AMOUNT, BigInt(days * DAY))]
  }

  #unstake(turn: Turn, index: number): [Address, Hex] {
    this.pool.unstake(this.pool.stakesOf(devnet.smartWallet)[index]!, turn.to)
    return [devnet.pool, poolCalls.unstake(BigInt(index))]
  }

  #execute(turn: Turn, ...calls: [Address, Hex][]): void {
    const args = [calls.map(([to, data]) => ({ to, value: 0n, data }))] as const
    const data = encodeFunctionData({ abi, functionName: 'executeMany', args })
    turn.send('smart wallet', smartWalletOwner, devnet.smartWallet, data, { gas: 3_000_000 })
  }
}
