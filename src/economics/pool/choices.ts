import { penaltyAt, type Stake } from '../staking'
import type { BaseUnits, Seconds } from '../units'
import { type PoolState, stakesOf } from './state'

/** An `Unstaked` of an owner, and what is known of the stake that it closed (domain.md §2, trap 4). */
export interface Closing {
  readonly time: Seconds
  /** gross of penalty */
  readonly amount: BaseUnits
  readonly penalty: BaseUnits
  /** stake that the ledger closed; null where it found none to close */
  readonly closed: number | null
  /** stakes that the log, or the view of the pool, leaves open for it; `closed` alone where it was resolved */
  readonly could: readonly number[]
  /** the call itself or the view says so: earlier unstakes do not matter to it */
  readonly proven: boolean
}

/** Choices that are followed one by one: six unstakes of two candidates each; every one costs some quotes of claims. */
export const MAX_CHOICES = 64

/** What an owner's unstakes can have closed, by index of the stake. */
export interface Choices {
  /** closed whatever is chosen */
  readonly closed: ReadonlySet<number>
  /** open by some choice, closed by another */
  readonly either: ReadonlySet<number>
  /** those of `either` that a choice closes; null where there are more than MAX_CHOICES, or none that can be */
  readonly each: readonly ReadonlySet<number>[] | null
}

/**
 * Every set of stakes that the unstakes can have closed, each unstake another one. The true one is among them: an
 * unstake closed one of those the log left open for it, or one that the ledger had closed for an earlier unstake.
 * @param stakes all that the owner ever made, in the order of their index
 * @param closings all unstakes of the owner, in the order of the log
 */
export function choicesOf(stakes: readonly Stake[], closings: readonly Closing[]): Choices {
  const reaches = reachesOf(stakes, closings)
  const closers = new Map<number, number>()
  for (const stake of reaches.flat()) closers.set(stake, (closers.get(stake) ?? 0) + 1)
  const isSure = (reach: readonly number[]) => reach.length === 1 && closers.get(reach[0]!) === 1
  const unsure = reaches.filter((reach) => !isSure(reach))
  const ways = follow(unsure)
  const some = [...new Set(unsure.flat())]
  const always = ways === null ? [] : some.filter((stake) => ways.every((way) => way.has(stake)))
  const closed = new Set([...reaches.filter(isSure).flat(), ...always])
  const each = ways?.map((way) => new Set([...way].filter((stake) => !closed.has(stake)))) ?? null
  return { closed, either: new Set(some.filter((stake) => !closed.has(stake))), each }
}

/** By unstake, the stakes it can have closed. */
function reachesOf(stakes: readonly Stake[], closings: readonly Closing[]): number[][] {
  /** closed by the ledger for an unstake that may have closed another: they may have been open still */
  const displaced: number[] = []
  return closings.map(({ time, amount, penalty, closed, could, proven }) => {
    const ofAmount = (index: number) => stakes[index]?.amount === amount
    const also = proven
      ? []
      : displaced.filter((index) => ofAmount(index) && penaltyAt(stakes[index]!, time) === penalty)
    const said = [...new Set([...could.filter(ofAmount), ...also])]
    const reach =
      said.length > 0 ? said : [...stakes.keys()].filter((index) => ofAmount(index) && stakes[index]!.start <= time)
    if (closed !== null && (reach.length > 1 || reach[0] !== closed)) displaced.push(closed)
    return reach
  })
}

/** Follows the unstakes in every way; ways that close the same stakes are one. */
function follow(reaches: readonly (readonly number[])[]): ReadonlySet<number>[] | null {
  let choices = new Map<string, ReadonlySet<number>>([['', new Set()]])
  for (const reach of reaches) {
    const next = new Map<string, ReadonlySet<number>>()
    for (const closed of choices.values())
      for (const stake of reach) {
        if (closed.has(stake)) continue
        const more = [...closed, stake].sort((a, b) => a - b)
        next.set(more.join(), new Set(more))
      }
    if (next.size === 0 || next.size > MAX_CHOICES) return null
    choices = next
  }
  return [...choices.values()]
}

/** The pool as `owner` has it when exactly these of its stakes are closed; other accounts are not in it. */
export function withClosed(pool: PoolState, owner: string, closed: Iterable<number>): PoolState {
  const left = new Set(closed)
  const own = stakesOf(pool, owner).map((stake) => ({
    ...stake,
    closedTime: left.has(stake.stakeIndex) ? (stake.closedTime ?? stake.start) : null,
  }))
  return { ...pool, stakes: new Map([[owner, own]]) }
}
