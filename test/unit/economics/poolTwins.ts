import type { PoolAction, PoolEvent } from '../../../src/economics/pool/action'
import type { Closing } from '../../../src/economics/pool/choices'
import { apply } from '../../../src/economics/pool/fold'
import { type Difference, observe } from '../../../src/economics/pool/observe'
import { resolveUnstake } from '../../../src/economics/pool/resolve'
import { type PoolRules, poolRules } from '../../../src/economics/pool/rules'
import { newPool, type PoolState, stakesOf } from '../../../src/economics/pool/state'
import { PERIOD } from './poolScene'

/** What else than its event tells of an unstake: the call itself, the pool's view, nothing. */
export type Told = 'called' | 'seen' | 'hidden'

/** A pool as its contract has it, and as a ledger has it that reads its events alone. */
export class Twins {
  readonly truth: PoolState
  readonly ledger: PoolState
  /** by owner, as the ledger knows them */
  readonly closings = new Map<string, Closing[]>()
  readonly differences: Difference[] = []
  /** owners of unstakes that several stakes could be meant by */
  readonly uncertain = new Set<string>()

  constructor(rules: PoolRules = poolRules[3]) {
    this.truth = newPool(PERIOD, rules)
    this.ledger = newPool(PERIOD, rules)
  }

  /** @returns the events; null where the contract refuses */
  does(action: PoolAction, told: Told = 'hidden'): readonly PoolEvent[] | null {
    const outcome = apply(this.truth, action)
    if (outcome.kind === 'refused') return null
    const { events } = outcome
    if (action.kind === 'unstake') this.unstaked(action, events, told)
    else this.observed(action, events)
    return events
  }

  private unstaked(action: PoolAction & { kind: 'unstake' }, events: readonly PoolEvent[], told: Told): void {
    const { user: owner, time, stakeIndex: true_ } = action
    const last = events.at(-1)!
    if (last.name !== 'Unstaked') throw new Error('an unstake ends with its event')
    const { amount, penalty } = last
    const called = told === 'called' ? { called: true_ } : {}
    const found = resolveUnstake(this.ledger, {
      ...{ owner, amount, penalty, time, named: [], nth: 0, of: 1, run: events.slice(0, -1), ...called },
    })
    const closed = found.kind === 'impossible' ? null : found.stake.stakeIndex
    if (found.kind === 'ambiguous') this.uncertain.add(owner)
    const candidates = found.kind === 'ambiguous' ? found.candidates.map((each) => each.stakeIndex) : []
    const proven = told === 'called' || (told === 'seen' && found.kind === 'ambiguous')
    const could = proven ? [true_] : candidates.length > 0 ? candidates : closed === null ? [] : [closed]
    const own = this.closings.get(owner) ?? []
    this.closings.set(owner, [...own, { time, amount, penalty, closed, could, proven }])
    if (closed !== null) this.observed({ ...action, stakeIndex: closed }, events)
  }

  private observed(action: PoolAction, events: readonly PoolEvent[]): void {
    const difference = observe(this.ledger, action, events)
    if (difference) this.differences.push(difference)
  }
}

/** Indexes of the stakes that an owner has left. */
export function leftOf(pool: PoolState, owner: string): number[] {
  return stakesOf(pool, owner)
    .filter(({ closedTime }) => closedTime !== null)
    .map(({ stakeIndex }) => stakeIndex)
}
