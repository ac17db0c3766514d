import { type Address, type BaseUnits, ZERO_ADDRESS } from '../../economics/units'
import type { DomainEvent } from '../../events/event'
import { balanceId } from '../../events/ids'
import { Balance } from '../../model'
import type { Network } from '../network'
import type { BlockStore } from '../squid/store'

/** Balances cached: 30 MiB at 300 bytes each. Above it the cache is emptied. */
const MAX_HELD = 100_000

/** A cached balance, and whether it differs from its row. */
interface Held {
  readonly row: Balance
  /** it has no row yet */
  opened: boolean
  changed: boolean
}

/** Balances of the token by account: loaded when they are first touched, and cached. */
export class Accounts {
  private readonly held = new Map<string, Held>()
  private readonly missing = new Set<string>()
  private changed: Held[] = []

  constructor(private readonly network: Network) {}

  get(account: string): Balance | undefined {
    return this.held.get(account)?.row
  }

  /** Every balance that is held. */
  all(): Balance[] {
    return [...this.held.values()].map(({ row }) => row)
  }

  /** Loads the account with the next `load`, unless it is held. */
  want(account: string): void {
    if (!this.held.has(account)) this.missing.add(account)
  }

  async load(store: BlockStore): Promise<void> {
    const ids = Array.from(this.missing, (account) => this.idOf(account))
    this.missing.clear()
    for (const row of await store.findById(Balance, ids))
      this.held.set(row.account, { row, opened: false, changed: false })
  }

  /** 0x0 has no balance row: as a sender it is the issuance, as a receiver the burn. */
  credit(event: DomainEvent, account: Address, amount: BaseUnits): void {
    if (account === ZERO_ADDRESS) return
    const held = this.held.get(account) ?? this.open(event, account)
    held.row.amount += amount
    held.row.block = event.block
    if (held.changed) return
    held.changed = true
    this.changed.push(held)
  }

  /** One final state for each balance that has changed. */
  async write(store: BlockStore): Promise<void> {
    const { changed } = this
    this.changed = []
    const rows = (opened: boolean) => changed.filter((held) => held.opened === opened).map(({ row }) => row)
    await store.insert(Balance, rows(true))
    await store.update(Balance, rows(false), ['amount', 'block'])
    for (const held of changed) {
      held.opened = false
      held.changed = false
    }
    if (this.held.size > MAX_HELD) this.held.clear()
  }

  private open(event: DomainEvent, account: Address): Held {
    const row = new Balance({
      id: this.idOf(account),
      network: event.network,
      asset: this.network.token,
      account,
      class: this.network.book.receiver(account),
      amount: 0n,
      block: event.block,
    })
    const held = { row, opened: true, changed: false }
    this.held.set(account, held)
    return held
  }

  private idOf(account: string): string {
    return balanceId(this.network.name, this.network.token, account as Address)
  }
}
