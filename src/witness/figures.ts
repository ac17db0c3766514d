import type { WitnessedProgram } from './programs'
import type { Second } from './second'
import { type Share, type Shares, sharesOf } from './shares'
import { type Sums, summed } from './sums'
import { sumTreeOf, type Tree, treeOf } from './tree'

/** Figures of a period, by the names that a report has for them; amounts as decimal text. */
export type Figures = Readonly<Record<string, string | null>>

/** Where something that was given is not what it should be. */
export interface Difference {
  /** the figure, or `share of 0x…` */
  readonly where: string
  readonly given: string
  readonly computed: string
}

/** What the second implementation says of a period. */
export interface Witnessed {
  readonly figures: Figures
  /** of each pot, where a program has several */
  readonly pots: ReadonlyMap<string, Figures>
  readonly shares: Shares
  /** null where nobody is paid */
  readonly tree: Tree | null
  /** what accounts were ever given; null where the program is paid by periods */
  readonly sums: Sums | null
}

/** Of a cumulative program: what was given before its period, and in which period that began. */
export interface Ever {
  readonly since: string
  readonly before: Sums
}

/** @param ever null: the period is paid by itself */
export function witnessed(
  { programId }: Pick<WitnessedProgram, 'programId'>,
  second: Second,
  ever: Ever | null = null,
): Witnessed {
  const { period, pots } = second
  const shares = sharesOf(second)
  const sums = ever && summed(ever.before, shares)
  const whole = sums && sumTreeOf(programId, sums)
  const isPaying = [...shares.values()].some(({ amount }) => amount > 0n)
  const tree = sums ? (isPaying ? whole : null) : treeOf(programId, period.number, shares)
  const total = (of: (pot: Second['pots'][number]) => bigint) => pots.reduce((sum, pot) => sum + of(pot), 0n)
  const paid = [...shares.values()].filter(({ amount }) => amount > 0n)
  const [received, carryIn] = [total((pot) => pot.received), total((pot) => pot.carryIn)]
  const figures = {
    'totals.revenue': `${received}`,
    'totals.carryIn': `${carryIn}`,
    'totals.pot': `${received + carryIn}`,
    'totals.weight': `${total((pot) => pot.totalWeight)}`,
    'totals.participants': `${shares.size}`,
    'totals.leaves': `${tree ? tree.length : 0}`,
    'totals.distributed': `${paid.reduce((sum, { amount }) => sum + amount, 0n)}`,
    'carry.amount': `${total((pot) => pot.carry)}`,
    root: tree?.root ?? null,
    ...(sums && {
      style: 'cumulative',
      'cumulative.since': ever!.since,
      'cumulative.accounts': `${sums.size}`,
      'cumulative.total': `${[...sums.values()].reduce((sum, amount) => sum + amount, 0n)}`,
      'cumulative.root': whole?.root ?? null,
    }),
  }
  return { figures, pots: new Map(pots.map((pot) => [pot.name, potFigures(pot)])), shares, tree, sums }
}

/** What is to be told of shares that were given, whatever they were computed from. */
export function witnessedShares(
  program: Pick<WitnessedProgram, 'programId'>,
  period: Second['period'],
  shares: Shares,
  ever: Ever | null,
): Witnessed {
  const none = { name: '', received: 0n, carryIn: 0n, divided: 0n, totalWeight: 0n, carry: 0n }
  const pots = [{ ...none, shares: [...shares].map(([account, share]) => ({ account, ...share })) }]
  return witnessed(program, { period, pots }, ever)
}

function potFigures({ received, carryIn, divided, totalWeight, carry }: Second['pots'][number]): Figures {
  return {
    received: `${received}`,
    carryIn: `${carryIn}`,
    divided: `${divided}`,
    weight: `${totalWeight}`,
    distributed: `${received + carryIn - carry}`,
    carry: `${carry}`,
  }
}

/** Figures that are not what was computed, missing ones among them; what was not computed is not compared. */
export function figureDifferences(given: Figures, computed: Figures, of = ''): Difference[] {
  return Object.entries(computed).flatMap(([name, value]) => {
    const said = given[name]
    return said === value
      ? []
      : [{ where: of + name, given: said === undefined ? 'missing' : `${said}`, computed: `${value}` }]
  })
}

/** Pots by name; one that has nothing is as good as none. */
export function potDifferences(given: ReadonlyMap<string, Figures>, computed: Witnessed['pots']): Difference[] {
  const names = [...new Set([...given.keys(), ...computed.keys()])].sort()
  return names.flatMap((name) => {
    const [one, other] = [given.get(name), computed.get(name)]
    if (one && other) return figureDifferences(one, other, `pot ${name}, `)
    const isEmpty = [one, other].every((each) => !each || (each.received === '0' && each.carryIn === '0'))
    return isEmpty ? [] : [{ where: `pot ${name}`, given: one ? 'there' : 'none', computed: other ? 'there' : 'none' }]
  })
}

/** Shares by account: another amount or weight, one too many, one missing. */
export function shareDifferences(given: Shares, computed: Shares): Difference[] {
  const accounts = [...new Set([...given.keys(), ...computed.keys()])].sort()
  return accounts.flatMap((account) => {
    const [one, other] = [given.get(account), computed.get(account)]
    if (one && other && one.amount === other.amount && one.weight === other.weight) return []
    return [{ where: `share of ${account}`, given: shown(one), computed: shown(other) }]
  })
}

function shown(share: Share | undefined): string {
  return share === undefined ? 'none' : `${share.amount} by weight ${share.weight}`
}
