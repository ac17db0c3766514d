import { type Address, ZERO_ADDRESS } from '../economics/units'
import type { DomainEvent } from '../events/event'
import { balanceId } from '../events/ids'
import { Balance } from '../model'
import type { Network } from './network'
import type { BlockStore } from './store'

/** What a balance weighs in memory is some 300 bytes: these are 30 MiB. Beyond, everything is forgotten and read again. */
const MAX_HELD = 100_000

/** Balances of the token by account: loaded when they are first touched, held as long as the store agrees. */
export class Accounts {
  private readonly held = new Map<string, Balance>()
  private readonly opened = new Set<Balance>()
  private readonly changed = new Set<Balance>()

  constructor(private readonly network: Network) {}

  get(account: string): Balance | undefined {
    return this.held.get(account)
  }

  /** Every balance that is held. */
  all(): IterableIterator<Balance> {
    return this.held.values()
  }

  /** Loads those that are not held. */
  async load(store: BlockStore, accounts: ReadonlySet<string>): Promise<void> {
    if (this.held.size > MAX_HELD) this.held.clear()
    const missing: string[] = []
    for (const account of accounts) if (!this.held.has(account)) missing.push(this.idOf(account))
    for (const row of await store.findById(Balance, missing)) this.held.set(row.account, row)
  }

  /** 0x0 has no balance row: as a sender it is the issuance, as a receiver the burn. */
  credit(event: DomainEvent, account: Address, amount: bigint): void {
    if (account === ZERO_ADDRESS) return
    const row = this.held.get(account) ?? this.open(event, account)
    row.amount += amount
    row.block = event.block
    this.changed.add(row)
  }

  /** One final state for each balance that has changed. */
  async write(store: BlockStore): Promise<void> {
    for (const row of this.opened) this.changed.delete(row)
    await store.insert(Balance, [...this.opened])
    await store.update(Balance, [...this.changed], ['amount', 'block'])
    this.opened.clear()
    this.changed.clear()
  }

  private open(event: DomainEvent, account: Address): Balance {
    const row = new Balance({
      id: this.idOf(account),
      network: event.network,
      asset: this.network.token,
      account,
      class: this.network.book.receiver(account),
      amount: 0n,
      block: event.block,
    })
    this.held.set(account, row)
    this.opened.add(row)
    return row
  }

  private idOf(account: string): string {
    return balanceId(this.network.name, this.network.token, account as Address)
  }
}
