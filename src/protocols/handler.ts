import type { Movement } from '../economics/ledger/movement'
import type { Expectation } from '../economics/ledger/pairing'
import type { Address } from '../economics/units'
import type { DomainEvent, Kind } from '../events/event'
import type { Session } from '../indexer/fold/session'
import type { Network } from '../indexer/network'
import type { Row, RowClass } from '../postgres/copy/row'

/** What an event will look up: collected for a whole batch, then loaded with one query per table. */
export interface Needs {
  row<E extends Row>(entity: RowClass<E>, id: string): void
  /** all stakes of an owner in a pool */
  positionsOf(owner: string): void
  /** what a staking pool stores, and what those owners have claimed of it */
  pool(contract: Address): void
}

/** What a handler sees while the fold runs: the movements of its transaction, and the rows it asked for. */
export interface Context {
  readonly network: Network
  readonly session: Session
  /** token movements of the same transaction, by the log index of their Transfer */
  readonly movements: ReadonlyMap<number, Movement>
  /** records an amount of another asset than the token (ETH of vault, pool and distributor) */
  move(event: DomainEvent, asset: string, movement: Movement): void
  finding(event: DomainEvent, code: string, title: string, evidence: Record<string, string>): void
}

/** What one kind of event does. It never moves tokens: it claims transfers, and updates what is named after it. */
export interface Handler<K extends Kind> {
  needs?(event: DomainEvent<K>, needs: Needs, network: Network): void
  /** the transfers of its transaction that it is the cause of */
  expects?(event: DomainEvent<K>, network: Network): Expectation[]
  apply?(event: DomainEvent<K>, context: Context): void
}

export type Handlers = { readonly [K in Kind]?: Handler<K> }
