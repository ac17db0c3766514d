import type { Random } from '../../../../src/devnet/scenario/random'
import type { SimLog } from '../block'
import { type ContractName, contracts, DEAD, users, ZERO } from '../contracts'
import { type Args, encodeLog, word } from '../encode'
import type { Economy } from './state'

/** A transaction in the making: its logs in order, and the economy it changes. */
export class Scene {
  readonly logs: SimLog[] = []
  to: string = contracts.token
  input = '0x'

  constructor(
    readonly economy: Economy,
    readonly random: Random,
    /** block time, seconds */
    readonly time: number,
    private readonly salt: string,
  ) {}

  emit(contract: ContractName, event: string, args: Args, cause?: string): void {
    this.logs.push({
      ...encodeLog(contract, event, args),
      verdict: 'fact',
      event,
      args,
      ...(cause !== undefined && { cause }),
    })
  }

  /** Moves tokens. @param cause what the ledger must say of it */
  transfer(from: string, to: string, value: bigint, cause: string): void {
    const { holdings } = this.economy
    if (from !== ZERO) holdings[from] = (holdings[from] ?? 0n) - value
    if (to !== ZERO && to !== DEAD) holdings[to] = (holdings[to] ?? 0n) + value
    this.emit('token', 'Transfer', { from, to, value }, cause)
  }

  /** A user who holds something, and part of what he holds; undefined while nobody does. */
  spender(): { user: string; amount: bigint } | undefined {
    const rich = users.filter((user) => this.economy.holdings[user]! > 1_000n)
    if (rich.length === 0) return undefined
    const user = this.random.pick(rich)
    return { user, amount: this.part(this.economy.holdings[user]!) }
  }

  /** Between 1/1000 and 1/3 of an amount, with all its digits. */
  part(amount: bigint): bigint {
    return (amount * BigInt(this.random.int(1_000_000, 333_333_333))) / 1_000_000_000n
  }

  /** An id no other thing of this branch has. */
  id(): string {
    this.economy.serial += 1
    return `0x${this.salt}${word(this.economy.serial).slice(2 + this.salt.length)}`
  }
}

/** What may happen in a transaction; returns false when it cannot happen now. */
export type Action = (scene: Scene) => boolean
