import type { Movement } from '../economics/ledger/movement'
import type { Expectation } from '../economics/ledger/pairing'
import type { DomainEvent } from '../events/event'
import type { Session } from '../indexer/fold/session'
import type { Lookup } from '../indexer/squid/store'
import type { Row, RowClass } from '../postgres/copy'
import type { Contract, EventOf, NameOf, ParametersOf } from './contract'
import type { Network } from './network'

/** The rows a handler will read: collected over the events of a batch, then loaded with one query per table. */
export interface Needs {
  row<E extends Row>(entity: RowClass<E>, id: string): void
  rows<E extends Row>(lookup: Lookup<E>, key: string): void
}

/** What a handler sees while the fold runs: the movements of its transaction, and the rows it asked for. */
export interface Context<P extends string = never> {
  readonly network: Network
  readonly session: Session
  /** every event of the same transaction, in log order */
  readonly transaction: readonly DomainEvent[]
  /** token movements of the same transaction, by the log index of their Transfer */
  readonly movements: ReadonlyMap<number, Movement>
  /** records an amount of another asset than the token (ETH of vault, pool and distributor) */
  move(event: DomainEvent, asset: string, movement: Movement): void
  finding(event: DomainEvent, code: string, title: string, evidence: Record<string, string>): void
  /** a governed value in force, one of those that the kind's contract names */
  parameter(name: P): string | undefined
  /** @param name one of those, or a name that only readers use, e.g. `eligibilityThreshold` */
  setParameter(event: DomainEvent, name: string, value: bigint | number): void
}

/** What one kind of event does. It never moves tokens: it claims transfers, and updates what is named after it. */
export interface Handler<E extends DomainEvent = DomainEvent, P extends string = string> {
  needs?(event: E, needs: Needs, network: Network): void
  /** the transfers of its transaction that it is the cause of */
  expects?(event: E, network: Network): Expectation[]
  apply?(event: E, context: Context<P>): void
}

/** A handler for every event that a contract kind reads; null where the event log keeps it and nothing else does. */
export type Handlers<C extends Contract> = {
  readonly [N in NameOf<C>]: Handler<EventOf<C, N>, ParametersOf<C>> | null
}
