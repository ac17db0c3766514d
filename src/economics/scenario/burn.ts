import { mulDiv } from '../money'
import { type ClassBalance, type SupplyRules, supplyFigures } from '../supply'
import { type BaseUnits, BPS, type Bps, type Seconds } from '../units'
import { YEAR } from '../yield'

/** DeepNode's router buys back and burns this part of gross revenue; domain.md §4. */
const BUYBACK_BPS = 100n

/** Rates a scenario asks for instead of what history burned. */
interface BurnRates {
  /** bps of what circulates, a year */
  readonly usage?: Bps | undefined
  /** bps of gross revenue, in place of the router's 100 */
  readonly buyback?: Bps | undefined
}

/** The ledger at the end of a month. */
export interface LedgerEnd {
  readonly balances: readonly ClassBalance[]
  /** block time of the balances */
  readonly at: Seconds
}

/** The same, and what the scenario needs to know of the month itself. */
export interface SupplyMonth extends LedgerEnd {
  /** the part of the month that history covers */
  readonly seconds: Seconds
  /** tokens burned for each routed receipt of the month */
  readonly buybacks: readonly BaseUnits[]
}

/**
 * What-if over the supply, month by month, on the classes of the ledger; `supplyFigures` makes figures of them, as of the live ones.
 * usage: instead of its own usage burn, a month burns floor(base × bps × seconds / (10,000 × year)), where base is what
 * would circulate at its end had it burned nothing by usage. buyback: each receipt burns floor(burned × bps / 100).
 * A rate that is not given leaves history as it is.
 * @param before balances at the end of the month before the first: what the scenario does not touch
 */
export function shiftBurns(
  before: readonly ClassBalance[],
  months: readonly SupplyMonth[],
  rates: BurnRates,
  rules: SupplyRules,
): LedgerEnd[] {
  let last = burnedBy(before, 'usage')
  let usage = 0n
  let buyback = 0n
  return months.map(({ balances, at, seconds, buybacks }) => {
    const burned = burnedBy(balances, 'usage') - last
    last += burned
    if (rates.buyback !== undefined)
      for (const each of buybacks) buyback += mulDiv(each, BigInt(rates.buyback), BUYBACK_BPS, 'floor') - each
    if (rates.usage !== undefined) {
      const base = supplyFigures(balances, rules, at).circulating + burned - usage - buyback
      usage += yearly(base, rates.usage, seconds) - burned
    }
    return { balances: moreBurned(moreBurned(balances, 'usage', usage), 'revenue-buyback', buyback), at }
  })
}

/** Nothing that circulates, nothing to burn: a listed exclusion may be larger than what is left. */
function yearly(base: BaseUnits, bps: Bps, seconds: Seconds): BaseUnits {
  return base <= 0n ? 0n : mulDiv(base, BigInt(bps) * BigInt(seconds), BPS * BigInt(YEAR), 'floor')
}

function burnedBy(balances: readonly ClassBalance[], cause: string): BaseUnits {
  return balances.find((row) => row.class === 'burned' && row.cause === cause)?.balance ?? 0n
}

/** Moves `amount` from the holders to the dead address under a cause: zero-sum, as the burn itself would have been. */
function moreBurned(balances: readonly ClassBalance[], cause: string, amount: BaseUnits): readonly ClassBalance[] {
  if (amount === 0n) return balances
  const moved = added(added(balances, 'holders', '', -amount), 'burned', '', amount)
  return added(moved, 'burned', cause, amount)
}

function added(rows: readonly ClassBalance[], name: string, cause: string, amount: BaseUnits): ClassBalance[] {
  const is = (row: ClassBalance) => row.class === name && row.cause === cause
  const complete = rows.some(is) ? rows : [...rows, { class: name, cause, balance: 0n }]
  return complete.map((row) => (is(row) ? { ...row, balance: row.balance + amount } : row))
}
