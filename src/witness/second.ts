import { type Asked, rowsOf } from './rows'
import { rulesetStatement } from './statement'

/** A period as its statement takes it. */
export interface SecondPeriod {
  readonly id: string
  /** what contracts call it */
  readonly number: string
  /** [start, end) of block time */
  readonly start: number
  readonly end: number
  /** lines of facts that no chain holds; null where there are none */
  readonly evidence: string | null
}

/** One pot of a period. */
export interface SecondPot {
  readonly name: string
  readonly received: bigint
  readonly carryIn: bigint
  readonly divided: bigint
  readonly totalWeight: bigint
  readonly carry: bigint
  /** by account, ascending */
  readonly shares: readonly SecondShare[]
}

export interface SecondShare {
  readonly account: string
  readonly weight: bigint
  readonly amount: bigint
}

/** What a period comes to, computed from event rows alone. */
export interface Second {
  readonly period: SecondPeriod
  readonly pots: readonly SecondPot[]
}

/** What a statement is asked with. */
export interface Asking {
  readonly network: string
  /** what the profile says, as `db/rulesets` reads it */
  readonly terms: object
}

interface Row {
  readonly n: number
  readonly pot: string
  readonly received: string
  readonly carryIn: string
  readonly divided: string
  readonly totalWeight: string
  readonly carry: string
  readonly account: string | null
  readonly weight: string | null
  readonly amount: string | null
}

/**
 * The second implementation: each period of a program by the SQL of its ruleset, over rows of `event`, the carry of each
 * pot going into the next period.
 * @param rulesets of each period, in their order
 * @param asked inside a transaction
 */
export async function* secondOf(
  asked: Asked,
  { network, terms }: Asking,
  periods: readonly Computed[],
  { carry = {}, statement = rulesetStatement, carried }: Beginning = {},
): AsyncGenerator<Second> {
  for (const run of runs(periods)) {
    const given = run.map(({ number, start, end, evidence }, at) => ({ n: at + 1, number, start, end, evidence }))
    const values = [network, JSON.stringify(terms), JSON.stringify(given), JSON.stringify(carry)]
    const left: Record<string, string> = {}
    let at = 0
    let rows: Row[] = []
    for await (const row of rowsOf<Row>(asked, statement(run[0]!.ruleset), values)) {
      // A period in which nothing is due has no rows.
      for (; at < row.n - 1; at++, rows = []) yield gathered(run[at]!, rows)
      rows.push(row)
      if (row.n === run.length) left[row.pot] = row.carry
    }
    for (; at < run.length; at++, rows = []) yield gathered(run[at]!, rows)
    carry = carried?.get(run[run.length - 1]!.id) ?? left
  }
}

/** A period, and by what it is computed. */
export interface Computed extends SecondPeriod {
  readonly ruleset: string
  /** what it carries is said by whoever asks, in `carried`: it was published wrongly, or settles what was */
  readonly isCorrected?: boolean
}

/** How `secondOf` begins. */
interface Beginning {
  /** by pot, into the first period; nothing unless given */
  readonly carry?: Readonly<Record<string, string>>
  /** out of a corrected period, by its id; filled once the period was given */
  readonly carried?: ReadonlyMap<string, Readonly<Record<string, string>>>
  /** the statement of a ruleset; tests have some of their own */
  readonly statement?: (ruleset: string) => string
}

/** Neighbours of one ruleset: a statement divides all its periods, to the next whose carry is not what it makes. */
function runs(periods: readonly Computed[]): Computed[][] {
  const all: Computed[][] = []
  for (const period of periods) {
    const last = all[all.length - 1]
    if (last?.[0]?.ruleset === period.ruleset && !last[last.length - 1]!.isCorrected) last.push(period)
    else all.push([period])
  }
  return all
}

function gathered(period: SecondPeriod, rows: readonly Row[]): Second {
  const pots = new Map<string, SecondPot & { readonly shares: SecondShare[] }>()
  for (const row of rows) {
    const pot = pots.get(row.pot) ?? potOf(row)
    pots.set(row.pot, pot)
    const { account, weight, amount } = row
    if (account !== null) pot.shares.push({ account, weight: BigInt(weight!), amount: BigInt(amount!) })
  }
  return { period, pots: [...pots.values()] }
}

function potOf(row: Row) {
  return {
    name: row.pot,
    received: BigInt(row.received),
    carryIn: BigInt(row.carryIn),
    divided: BigInt(row.divided),
    totalWeight: BigInt(row.totalWeight),
    carry: BigInt(row.carry),
    shares: [],
  }
}
