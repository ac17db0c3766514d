import type { Hex } from 'viem'
import type { Address } from '../../economics/units'
import type { Wish } from '../chain/transaction'
import { YEAR } from './calendar'
import type { Random } from './random'

/** Enough for any call that touches a handful of slots. */
const CALL_GAS = 400_000

/** One block of the plan: what each script wants to happen after `from`, at time `to` (seconds). */
export class Turn {
  readonly wishes: Wish[] = []

  /** @param progress share of the history that has passed, 0 to 1 */
  constructor(
    readonly from: number,
    readonly to: number,
    readonly live: boolean,
    readonly progress: number,
  ) {}

  send(label: string, from: Address, to: Address, data: Hex, options: { gas?: number; value?: bigint } = {}): void {
    this.wishes.push({ label, from, to, data, gas: options.gas ?? CALL_GAS, value: options.value ?? 0n })
  }

  /** How often something of `perYear` happens in this turn; a live block has it with `liveChance`. */
  count(random: Random, perYear: number, liveChance: number): number {
    if (this.live) return random.chance(liveChance) ? 1 : 0
    return random.count((perYear * (this.to - this.from)) / YEAR)
  }

  /** Whether this turn is the one in which `time` comes to pass. */
  reaches(time: number): boolean {
    return this.from < time && time <= this.to
  }
}

/** A priority queue of entries by time. */
export class Agenda<T> {
  #entries: { readonly time: number; readonly what: T }[] = []

  add(time: number, what: T): void {
    let at = this.#entries.length
    while (at > 0 && this.#entries[at - 1]!.time > time) at--
    this.#entries.splice(at, 0, { time, what })
  }

  /** Removes and returns the entries due at `time`. */
  due(time: number): T[] {
    let count = 0
    while (count < this.#entries.length && this.#entries[count]!.time <= time) count++
    return this.#entries.splice(0, count).map(({ what }) => what)
  }
}
