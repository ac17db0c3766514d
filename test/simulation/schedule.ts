import { Random } from '../../src/devnet/scenario/random'
import { type Plan, planOf } from './trial/plan'
import { loadedRows, projectedRows, type RowId, rowIds } from './trial/rows'

/** Rows that one trial mixes. */
const ROWS_PER_TRIAL = 4

/** Rows of trials with people on the services; Postgres's end is among them. */
export const withPeople = (row: RowId): boolean => loadedRows.has(row) || row === 'K3'

/** Rows that mix with each other alone: those with people on the services, and the others. */
const companies: readonly ((row: RowId) => boolean)[] = [
  withPeople,
  (row) => projectedRows.has(row),
  (row) => !loadedRows.has(row) && !projectedRows.has(row),
]
/** A trial with people takes them all: starting every process is what is dear. */
const sizeOf = (company: number) => (company === 0 ? loadedRows.size + 1 : ROWS_PER_TRIAL)

/** One trial in so many has stores and nodes away for as long as production may have them. */
const LONG_OUTAGES = 10

/** A trial compares ClickHouse because of its rows, or because it is a tenth one; GraphQL it compares then too. */
const EVERY_STORE = 10

/** Two rows that each may end the indexer for good do not share a trial. */
const clashes = (a: RowId, b: RowId) => (a === 'R2' && b === 'R5') || (a === 'R5' && b === 'R2')

/**
 * Trials that give every row its share, mixed by chance; those with ClickHouse together, because it is dear.
 * @param wanted trials by row
 */
export function schedule(seed: string, wanted: Readonly<Partial<Record<RowId, number>>>): Plan[] {
  const random = new Random(`schedule ${seed}`)
  const mixes: RowId[][] = []
  for (const [n, belongs] of companies.entries()) {
    const open: RowId[][] = []
    const rows = rowIds
      .filter(belongs)
      .flatMap((row) => Array.from({ length: wanted[row] ?? 0 }, () => ({ row, at: random.unit() })))
      .sort((a, b) => a.at - b.at)
    for (const { row } of rows) {
      const mix = open.find(
        (each) => each.length < sizeOf(n) && !each.some((other) => other === row || clashes(other, row)),
      )
      if (mix) mix.push(row)
      else open.push([row])
    }
    mixes.push(...open)
  }
  return mixes.map((rows, i) =>
    planOf(`${seed}-${i}`, rows, i % EVERY_STORE === 0 ? { projected: true, served: true } : {}),
  )
}

/**
 * One trial of a long run: rows drawn by how many trials they still lack, so that time goes where proof is missing.
 * @returns undefined when none lacks any
 */
export function mostLacking(seed: string, n: number, lacking: ReadonlyMap<RowId, number>): Plan | undefined {
  const random = new Random(`lacking ${seed} ${n}`)
  const rows: RowId[] = []
  let belongs: (row: RowId) => boolean = () => true
  while (rows.length < ROWS_PER_TRIAL) {
    const open = [...lacking].filter(
      ([row, trials]) => trials > 0 && belongs(row) && !rows.some((other) => other === row || clashes(other, row)),
    )
    if (open.length === 0) break
    rows.push(random.pick(open.flatMap(([row, trials]) => Array<RowId>(trials).fill(row))))
    belongs = loadedRows.has(rows[0]!) ? companies[0]! : (row) => !loadedRows.has(row)
  }
  const everyStore = n % EVERY_STORE === 0 ? { projected: true, served: true } : {}
  const longOutages = n % LONG_OUTAGES === 0 && { longOutages: true }
  return rows.length > 0 ? planOf(`${seed}-${n}`, rows, { ...everyStore, ...longOutages }) : undefined
}
