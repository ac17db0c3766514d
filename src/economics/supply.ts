import type { TimeRange } from './period'
import type { Address, BaseUnits, Seconds } from './units'

/** Classes of the supply ledger; domain.md §5. */
export const classes = [
  'issuance',
  'holders',
  'staked',
  'node-stake',
  'escrow',
  'treasury',
  'governance',
  'rewards',
  'fees',
  'emission-reserve',
  'foundation',
  'distributor',
  'burned',
  'tax',
  'unexplained',
] as const
export type Class = (typeof classes)[number]

/** Whether a class falls below zero on a sound chain: what is issued, and what a silent fee is booked against (trap 1). */
export function mayBeNegative(name: string, silentFees: boolean): boolean {
  return name === 'issuance' || (silentFees && (name === 'tax' || name === 'holders'))
}

/** Memo rows beside the classes: they restate part of a class and take no part in the zero sum. */
export const BURNED_AT_ZERO = 'burned-at-zero'
/** Memo class that follows one account listed as excluded from circulating. */
export const excludedMemo = (account: Address) => `excluded:${account}`

/** Balance of a class and cause after the last block at or before the one asked for. */
export interface ClassBalance {
  readonly class: string
  /** burn or issuance cause; empty for the class's own balance */
  readonly cause: string
  readonly balance: BaseUnits
}

export interface SupplyRules {
  /** a Transfer to 0x0 lowers `totalSupply()` (a usual ERC-20 burn); false where the token credits balance(0x0) */
  readonly burnReducesTotal: boolean
  readonly excluded: readonly { readonly address: Address; readonly label: string }[]
  readonly vesting: readonly Vesting[]
}

export interface Vesting extends TimeRange {
  readonly label: string
  readonly total: BaseUnits
  readonly cliffSeconds: Seconds
  readonly stepSeconds: Seconds
}

export interface SupplyFigures {
  readonly issued: BaseUnits
  readonly total: BaseUnits
  readonly burned: BaseUnits
  readonly burnedBy: readonly { readonly cause: string; readonly amount: BaseUnits }[]
  readonly circulating: BaseUnits
  readonly locked: BaseUnits
  readonly excluded: readonly { readonly label: string; readonly address: Address; readonly amount: BaseUnits }[]
  /** balance of every other class, by its name */
  readonly held: ReadonlyMap<string, BaseUnits>
}

/**
 * The identities of domain.md §5 over the classes of one token at one block:
 * issued = Σ Transfer from 0x0 · burned = balance(dEaD) + Σ Transfer to 0x0 · total = `totalSupply()` ·
 * circulating = total − balance(dEaD) − balance(0x0) − excluded − locked. All in base units.
 * @param at block time, for vesting
 */
export function supplyFigures(balances: readonly ClassBalance[], rules: SupplyRules, at: Seconds): SupplyFigures {
  const own = new Map<string, BaseUnits>()
  const burnedBy: { cause: string; amount: BaseUnits }[] = []
  for (const row of balances) {
    if (row.cause === '') own.set(row.class, row.balance)
    else if (row.class === 'burned') burnedBy.push({ cause: row.cause, amount: row.balance })
  }
  const of = (name: string) => own.get(name) ?? 0n

  const issued = -of('issuance')
  const burned = of('burned')
  const burnedAtZero = of(BURNED_AT_ZERO)
  const total = rules.burnReducesTotal ? issued - burnedAtZero : issued
  const burnedStillInTotal = rules.burnReducesTotal ? burned - burnedAtZero : burned
  const locked = rules.vesting.reduce((sum, schedule) => sum + lockedAt(schedule, at), 0n)
  const excluded = rules.excluded.map((each) => ({ ...each, amount: of(excludedMemo(each.address)) }))
  const excludedSum = excluded.reduce((sum, each) => sum + each.amount, 0n)

  const held = new Map([...own].filter(([name]) => (classes as readonly string[]).includes(name)))
  held.delete('issuance')
  held.delete('burned')
  return {
    issued,
    total,
    burned,
    burnedBy: burnedBy.sort((a, b) => (a.cause < b.cause ? -1 : 1)),
    circulating: total - burnedStillInTotal - excludedSum - locked,
    locked,
    excluded,
    held,
  }
}

/** Unvested part of a schedule at `at`: nothing vests before start + cliff, then in whole steps, floor. */
export function lockedAt(schedule: Vesting, at: Seconds): BaseUnits {
  if (at < schedule.start + schedule.cliffSeconds) return schedule.total
  if (at >= schedule.end) return 0n
  const steps = BigInt(Math.floor((at - schedule.start) / schedule.stepSeconds))
  const vested = (schedule.total * steps * BigInt(schedule.stepSeconds)) / BigInt(schedule.end - schedule.start)
  return schedule.total - (vested > schedule.total ? schedule.total : vested)
}
