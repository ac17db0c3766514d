import type { Address } from '../../economics/units'

/** The planner's model of each scripted account's balance of one asset, base units. */
export class Wallets {
  readonly #held = new Map<Address, bigint>()

  of(account: Address): bigint {
    return this.#held.get(account) ?? 0n
  }

  add(account: Address, amount: bigint): void {
    this.#held.set(account, this.of(account) + amount)
  }

  /** Takes at most `amount`, or the whole balance; returns how much. */
  take(account: Address, amount: bigint): bigint {
    const held = this.of(account)
    const taken = amount < held ? amount : held
    this.#held.set(account, held - taken)
    return taken
  }
}
