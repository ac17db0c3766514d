import { type Difference, figureDifferences } from '../figures'
import { sha256Of } from '../folder/report'
import type { Second } from '../second'
import { type Amounts, placeKey, placeOf } from './amounts'
import type { Corrected } from './corrected'
import type { Correction, Filed, FiledCorrection, FiledRow } from './filed'
import { dueKey, settled, THE_POT, type WitnessedDue } from './settled'

/** A program's corrections, settled again period after period. Every amount that was ever settled is added here. */
export class Settlements {
  private readonly periods = new Map<string, Corrected>()
  /** what was settled of each due, by `dueKey` */
  private readonly before = new Map<string, bigint>()
  /** of each distribution that was settled, the correction that was */
  private readonly last = new Map<string, number>()

  /** @param corrections of each distribution, oldest first */
  constructor(private readonly corrections: ReadonlyMap<string, readonly Correction[]>) {}

  /** Remembers what a corrected period comes to. */
  learn(id: string, corrected: Corrected): void {
    this.periods.set(id, corrected)
  }

  /** A period with what it settles, and where its file says otherwise. @param file null: it settles nothing */
  settle(second: Second, file: Filed | null): { readonly second: Second; readonly differences: readonly Difference[] } {
    const differences: Difference[] = []
    const dues: WitnessedDue[] = []
    const filed = new Map<string, FiledCorrection>()
    for (const correction of file?.corrections ?? []) {
      const { number, supersedes } = correction
      const where = `correction ${number} of ${supersedes.id}`
      if (filed.has(supersedes.id)) {
        differences.push({ where: `${where}, times`, given: '2', computed: '1' })
        continue
      }
      filed.set(supersedes.id, correction)
      const known = this.corrections.get(supersedes.id)?.find((each) => each.number === number)
      const due = this.duesOf(supersedes.id, number)
      if (known === undefined || due === null) {
        differences.push({ where, given: 'settled', computed: 'no such correction of an earlier period' })
        continue
      }
      dues.push(...due)
      differences.push(
        ...figureDifferences(
          { sha256: correction.sha256, report: sha256Of(correction.report), published: sha256Of(supersedes.report) },
          { sha256: known.sha256, report: known.sha256, published: supersedes.sha256 },
          `${where}, `,
        ),
      )
    }
    differences.push(...this.forgotten(filed))
    const made = settled(
      second,
      dues.filter(({ amount }) => amount !== 0n),
    )
    for (const [of, { amounts }] of filed) differences.push(...this.rowDifferences(of, amounts, dues, made.now))
    for (const [key, amount] of made.now) this.before.set(key, (this.before.get(key) ?? 0n) + amount)
    for (const [of, { number }] of filed) this.last.set(of, number)
    return { second: made.second, differences }
  }

  /** What is right by a correction, less what was published and what was settled since; null: there is none. */
  private duesOf(of: string, number: number): WitnessedDue[] | null {
    const period = this.periods.get(of)
    const right = period?.right.get(number)
    if (period === undefined || right === undefined) return null
    return [...new Set([...right.keys(), ...period.gave.keys()])].map((key) => {
      const place = placeOf(key)
      const taken = this.before.get(dueKey({ of, ...place })) ?? 0n
      return { of, ...place, amount: (right.get(key) ?? 0n) - (period.gave.get(key) ?? 0n) - taken }
    })
  }

  /** What was left open is taken in by the next report, unless a later correction says that nothing is due any more. */
  private forgotten(filed: ReadonlyMap<string, FiledCorrection>): Difference[] {
    return [...this.last].flatMap(([of, number]) => {
      const newest = this.corrections.get(of)!.at(-1)!.number
      const isOpen = [number, newest].every((each) => this.duesOf(of, each)?.some(({ amount }) => amount !== 0n))
      return filed.has(of) || !isOpen
        ? []
        : [{ where: `correction ${number} of ${of}`, given: 'not settled', computed: 'something of it is due' }]
    })
  }

  private rowDifferences(
    of: string,
    rows: readonly FiledRow[],
    dues: readonly WitnessedDue[],
    now: ReadonlyMap<string, bigint>,
  ): Difference[] {
    const said = new Map(rows.map((row) => [placeKey(row), row]))
    const gave: Amounts = this.periods.get(of)?.gave ?? new Map()
    const own = new Map(dues.filter((due) => due.of === of).map((due) => [placeKey(due), due.amount]))
    const twice = rows.length - said.size
    return [
      ...(twice === 0
        ? []
        : [{ where: `correction of ${of}, rows`, given: `${rows.length}`, computed: `${said.size}` }]),
      ...[...new Set([...own.keys(), ...said.keys()])].sort().flatMap((key) => {
        const [due, published] = [own.get(key) ?? 0n, gave.get(key) ?? 0n]
        const taken = this.before.get(`${of} ${key}`) ?? 0n
        const settledNow = now.get(`${of} ${key}`) ?? 0n
        const row = said.get(key)
        const none = {
          published: `${published}`,
          correct: `${published}`,
          before: '0',
          due: '0',
          settled: '0',
          open: '0',
        }
        const given = shown(row ?? none)
        const computed = shown({
          ...{ published, correct: published + taken + due, before: taken },
          ...{ due, settled: settledNow, open: due - settledNow },
        })
        const { pot, account } = placeOf(key)
        const whose = account === THE_POT ? 'what it received' : account
        return given === computed ? [] : [{ where: `correction of ${of}: ${pot} of ${whose}`, given, computed }]
      }),
    ]
  }
}

const FIELDS = ['published', 'correct', 'before', 'due', 'settled', 'open'] as const

const shown = (row: Readonly<Record<(typeof FIELDS)[number], string | bigint>>): string =>
  FIELDS.map((field) => `${field} ${row[field]}`).join(', ')
