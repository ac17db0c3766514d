import { Random } from '../../src/devnet/scenario/random'
import { type Plan, planOf } from './trial/plan'
import { projectedRows, type RowId, rowIds } from './trial/rows'

/** Rows that one trial mixes. */
const ROWS_PER_TRIAL = 4

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
  for (const projected of [true, false]) {
    const open: RowId[][] = []
    const rows = rowIds
      .filter((row) => projectedRows.has(row) === projected)
      .flatMap((row) => Array.from({ length: wanted[row] ?? 0 }, () => ({ row, at: random.unit() })))
      .sort((a, b) => a.at - b.at)
    for (const { row } of rows) {
      const mix = open.find(
        (each) => each.length < ROWS_PER_TRIAL && !each.some((other) => other === row || clashes(other, row)),
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
  while (rows.length < ROWS_PER_TRIAL) {
    const open = [...lacking].filter(
      ([row, trials]) => trials > 0 && !rows.some((other) => other === row || clashes(other, row)),
    )
    if (open.length === 0) break
    rows.push(random.pick(open.flatMap(([row, trials]) => Array<RowId>(trials).fill(row))))
  }
  const everyStore = n % EVERY_STORE === 0 ? { projected: true, served: true } : {}
  return rows.length > 0 ? planOf(`${seed}-${n}`, rows, everyStore) : undefined
}
