import { THIRTY_DAYS } from '../../economics/period'
import type { PoolAction, PoolEvent } from '../../economics/pool/action'
import { type Difference, observe } from '../../economics/pool/observe'
import { NOT_BORN, type PoolState } from '../../economics/pool/state'
import type { Address } from '../../economics/units'
import type { DomainEvent } from '../../events/event'
import type { Session } from '../../indexer/fold/session'
import type { Network } from '../network'
import { claimsOfAccount, periodsOfPool, stakesOfOwner } from './lookups'
import { type PoolCall, poolEventOf } from './poolEvent'
import { readPool, writePool } from './rows'

/** The pools of a network while a batch is folded: read from the rows that were loaded, written back to them. */
export class PoolBook {
  private static readonly open = new WeakMap<Session, PoolBook>()
  private readonly states = new Map<Address, PoolState>()
  /** events of a call before its own event, which comes last, by transaction and pool */
  private readonly runs = new Map<string, PoolEvent[]>()

  private constructor(
    private readonly session: Session,
    private readonly network: Network,
  ) {}

  /** One book per session. */
  static of({ session, network }: { session: Session; network: Network }): PoolBook {
    const known = PoolBook.open.get(session) ?? new PoolBook(session, network)
    PoolBook.open.set(session, known)
    return known
  }

  state(contract: Address): PoolState {
    this.session.mustHold(periodsOfPool, contract)
    const { generation } = this.network.deployed.get(contract)!
    const known = this.states.get(contract) ?? readPool(this.session, this.network.name, contract, generation)
    this.states.set(contract, known)
    return known
  }

  /** Whether the pool's whole history is in the log: only then can it be predicted, and what differs be a finding. */
  isWhole(contract: Address): boolean {
    return this.state(contract).endZero !== NOT_BORN
  }

  /** The deployment: end(0) is 30 days after it. There is one. */
  born({ contract, blockTime }: DomainEvent): void {
    const pool = this.state(contract)
    if (pool.endZero !== NOT_BORN) return
    pool.endZero = blockTime + THIRTY_DAYS
    writePool(this.session, this.network.name, contract, pool)
  }

  /** An event that precedes its call's own: the transition, the run of weights. */
  precede(event: PoolCall): void {
    const key = keyOf(event)
    this.runs.set(key, [...(this.runs.get(key) ?? []), poolEventOf(event)])
  }

  /** The events of the call before its own. */
  run(event: DomainEvent): readonly PoolEvent[] {
    return this.runs.get(keyOf(event)) ?? []
  }

  /** Forgets the events that preceded one which cannot be. */
  drop(event: DomainEvent): void {
    this.runs.delete(keyOf(event))
  }

  /** Folds a call at the last of its events. @returns what the ruleset did not predict, of a pool that is whole */
  observe(event: PoolCall, action: PoolAction): Difference | null {
    const pool = this.state(event.contract)
    if ('user' in action) {
      this.session.mustHold(stakesOfOwner, action.user)
      this.session.mustHold(claimsOfAccount, action.user)
    }
    const told = [...this.run(event), poolEventOf(event)]
    this.drop(event)
    const difference = observe(pool, action, told)
    writePool(this.session, this.network.name, event.contract, pool)
    return difference
  }
}

function keyOf({ txHash, contract }: DomainEvent): string {
  return `${txHash} ${contract}`
}
