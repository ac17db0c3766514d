import { classDeltas } from '../../economics/ledger/balances'
import type { AccountBook } from '../../economics/ledger/book'
import type { Movement } from '../../economics/ledger/movement'
import { mayBeNegative } from '../../economics/supply'
import type { DomainEvent } from '../../events/event'
import { movementId, supplyPointId } from '../../events/ids'
import type { BlockHead } from '../../events/log'
import { Movement as MovementRow, SupplyPoint } from '../../model'
import type { Network } from '../network'
import type { BlockStore } from '../squid/store'
import { Accounts } from './accounts'
import type { Session } from './session'

/** Balance of a class of the token, or of its part with one cause. */
interface ClassBalance {
  readonly class: string
  readonly cause: string
  balance: bigint
}

/** Balances of the token's classes and accounts while a batch is folded: movements in, rows out. */
export class Ledger {
  /** by class, then by cause: nested, so that no key is concatenated for every movement */
  private readonly classes = new Map<string, Map<string, ClassBalance>>()
  private readonly touched = new Set<ClassBalance>()

  private constructor(
    private readonly network: Network,
    private readonly session: Session,
    readonly accounts: Accounts,
  ) {}

  /** Loads the latest balances by a loose index scan: one look-up per class and cause that has ever existed. */
  static async load(
    store: BlockStore,
    session: Session,
    network: Network,
    accounts = new Accounts(network),
  ): Promise<Ledger> {
    const ledger = new Ledger(network, session, accounts)
    const rows = await store.query<{ asset: string; class: string; cause: string; balance: string }>(
      `with recursive key(asset, class, cause) as (
         (select asset, class, cause from supply_point where network = $1 order by asset, class, cause limit 1)
         union all
         select next.* from key cross join lateral (
           select asset, class, cause from supply_point
            where network = $1 and (asset, class, cause) > (key.asset, key.class, key.cause)
            order by asset, class, cause limit 1
         ) next
       )
       select key.*, latest.balance from key cross join lateral (
         select balance from supply_point s
          where s.network = $1 and s.asset = key.asset and s.class = key.class and s.cause = key.cause
          order by s.block desc limit 1
       ) latest`,
      [network.name],
    )
    for (const row of rows)
      if (row.asset === network.token) ledger.rowOf(row.class, row.cause).balance = BigInt(row.balance)
    return ledger
  }

  /** Writes the n-th movement of an event; one of the token also changes accounts and classes. */
  post(event: DomainEvent, n: number, asset: string, movement: Movement): void {
    const { fromClass, toClass, fromAccount, toAccount, amount, cause } = movement
    this.session.append(MovementRow, {
      id: movementId(event.id, n),
      network: event.network,
      block: event.block,
      blockTime: event.blockTime,
      txHash: event.txHash,
      asset,
      fromClass,
      toClass,
      fromAccount,
      toAccount,
      amount,
      cause,
    })
    if (asset !== this.network.token) return
    for (const delta of classDeltas(movement, this.book)) {
      const row = this.rowOf(delta.class, delta.cause)
      row.balance += delta.amount
      this.touched.add(row)
    }
    this.accounts.credit(event, fromAccount, -amount)
    this.accounts.credit(event, toAccount, amount)
  }

  /** Writes one supply point per class that changed in the block. Returns classes that fell below zero. */
  closeBlock(block: BlockHead): { class: string; balance: bigint }[] {
    const negative: { class: string; balance: bigint }[] = []
    const asset = this.network.token
    for (const { class: className, cause, balance } of this.touched) {
      this.session.append(SupplyPoint, {
        id: supplyPointId(this.network.name, block.number, asset, className, cause),
        network: this.network.name,
        block: block.number,
        blockTime: block.time,
        asset,
        class: className,
        cause,
        balance,
      })
      if (balance < 0n && cause === '' && !mayBeNegative(className, this.book.rules.silentFees))
        negative.push({ class: className, balance })
    }
    this.touched.clear()
    return negative
  }

  private rowOf(className: string, cause: string): ClassBalance {
    let causes = this.classes.get(className)
    if (!causes) {
      causes = new Map()
      this.classes.set(className, causes)
    }
    let row = causes.get(cause)
    if (!row) {
      row = { class: className, cause, balance: 0n }
      causes.set(cause, row)
    }
    return row
  }

  private get book(): AccountBook {
    return this.network.book
  }
}
