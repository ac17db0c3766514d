import type { Period } from '../period'
import { pressureOf } from '../pressure'
import type { ClassBalance } from '../supply'
import type { DomainMonth } from './domain'
import { type YieldMonth, yieldMonth } from './yield'

/**
 * A forecast says one thing only: every month to come is the mean of the last months, cut towards zero. It knows no
 * trend, and whoever shows it calls it a forecast.
 */
export function mean(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n) / BigInt(amounts.length)
}

/** @param basis the months that are repeated; at least one */
export function forecastDomain(basis: readonly DomainMonth[]): DomainMonth {
  const of = (figure: (month: DomainMonth) => bigint) => mean(basis.map(figure))
  const externalRevenue = of((month) => month.externalRevenue)
  const counted = basis.every((month) => month.counted !== null) ? of((month) => month.counted!) : null
  return {
    epochs: Number(of((month) => BigInt(month.epochs))),
    emitted: of((month) => month.emitted),
    miners: of((month) => month.miners),
    stakers: of((month) => month.stakers),
    externalRevenue,
    ...pressureOf(counted, externalRevenue),
  }
}

/**
 * The ledger at the end of the n-th month after the last one known; what vests until then is no guess, its schedules say it.
 * @param ends balances at the ends of the basis, and of the month before it: n + 1 ends bound n months
 */
export function forecastBalances(ends: readonly (readonly ClassBalance[])[], n: number): ClassBalance[] {
  const [first, last] = [ends[0]!, ends.at(-1)!]
  return last.map((row) => {
    const before = first.find((each) => each.class === row.class && each.cause === row.cause)?.balance ?? 0n
    return { ...row, balance: row.balance + ((row.balance - before) * BigInt(n)) / BigInt(ends.length - 1) }
  })
}

/** @param basis the months that are repeated; at least one */
export function forecastYield(basis: readonly YieldMonth[], month: Period, decimals: number): YieldMonth {
  const of = (figure: (each: YieldMonth) => bigint) => mean(basis.map(figure))
  const figures = {
    received: of((each) => each.received),
    pot: of((each) => each.pot),
    carry: of((each) => each.carry),
  }
  return yieldMonth(month, { ...figures, stakedWeight: of((each) => each.stakedWeight) }, decimals)
}
