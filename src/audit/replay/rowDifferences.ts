import { pagesOf } from '../../postgres/pages'
import type { Queryable } from '../../postgres/queryable'

/** A row that is not what the log says. */
export interface RowDifference {
  readonly table: string
  readonly id: string
  /** column: what is stored, and what the log says; of a row that only one side has, that it is so */
  readonly why: string
}

type Row = { readonly id: string; readonly row: Readonly<Record<string, unknown>> }

/** Named of a table: those that follow are seldom another fault. */
const NAMED = 10
/** Rows of either side in memory at once. */
const PAGE_ROWS = 1_000

/** Where a table is, in whose transaction. */
export interface Side {
  readonly db: Queryable
  readonly table: string
}

/** The first rows that differ, both sides read in the order of their ids and none of them held. */
export async function rowDifferences(
  table: string,
  network: string,
  live: Side,
  rebuilt: Side,
): Promise<RowDifference[]> {
  const found: RowDifference[] = []
  const [stored, told] = [await Rows.of(live, network), await Rows.of(rebuilt, network)]
  while ((stored.row || told.row) && found.length < NAMED) {
    const [here, there] = [stored.row, told.row]
    if (here && (!there || here.id < there.id)) {
      found.push({ table, id: here.id, why: 'the log does not have it' })
      await stored.next()
    } else if (there && (!here || there.id < here.id)) {
      found.push({ table, id: there.id, why: `missing; by the log ${JSON.stringify(there.row)}` })
      await told.next()
    } else {
      const why = differingColumns(here!.row, there!.row)
      if (why !== '') found.push({ table, id: here!.id, why })
      await stored.next()
      await told.next()
    }
  }
  await stored.close()
  await told.close()
  return found
}

function differingColumns(stored: Row['row'], told: Row['row']): string {
  return Object.keys(stored)
    .filter((column) => JSON.stringify(stored[column]) !== JSON.stringify(told[column]))
    .map((column) => `${column} ${text(stored[column])}, by the log ${text(told[column])}`)
    .join('; ')
}

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

/** The rows of one side, one at a time. Ids are compared by their bytes, as here. */
class Rows {
  private constructor(
    private readonly pages: AsyncGenerator<readonly Row[]>,
    private page: readonly Row[] = [],
    private at = 0,
  ) {}

  static async of({ db, table }: Side, network: string): Promise<Rows> {
    // Amounts as text: JSON's numbers are not exact here.
    const sql = `select id, (select jsonb_object_agg(key, coalesce(value #>> '{}', 'null')) from jsonb_each(to_jsonb(t))) as row
                   from ${table} t where t.network = $1 order by id collate "C"`
    const rows = new Rows(pagesOf<Row>(db, sql, [network], PAGE_ROWS))
    await rows.next()
    return rows
  }

  get row(): Row | undefined {
    return this.page[this.at]
  }

  async next(): Promise<void> {
    if (++this.at < this.page.length) return
    const { value } = await this.pages.next()
    this.page = value ?? []
    this.at = 0
  }

  async close(): Promise<void> {
    await this.pages.return(undefined)
  }
}
