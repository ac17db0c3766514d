/** An index of an entity's table that schema.graphql cannot say: of some rows only, or made later than its table. */
export interface DeclaredIndex {
  readonly name: string
  readonly table: 'balance' | 'bill' | 'event' | 'movement'
  readonly columns: readonly string[]
  readonly unique?: true
  /** a partial index holds the rows for which this is true */
  readonly where?: string
  /**
   * `with-table`: by a migration, before the first row is written.
   * `after-history`: by the indexer at its head (src/postgres/indexes.ts), since an entry for every row of
   * history is what backfill would otherwise pay for.
   */
  readonly made: 'with-table' | 'after-history'
}

/**
 * The one declaration of these indexes. The entities take it, so that `migration:generate` leaves them alone
 * (src/model/index.ts); migrations from 910 on and the indexer make what it says (`createIndexSql`). Whoever changes a
 * `with-table` index here writes a migration that drops it and creates it anew from here.
 */
export const declaredIndexes: readonly DeclaredIndex[] = [
  {
    name: 'event_by_kind',
    table: 'event',
    columns: ['network', 'kind', 'block'],
    where: "kind <> 'token.Transfer' or data->>'value' = '0'",
    made: 'with-table',
  },
  {
    name: 'movement_burns',
    table: 'movement',
    columns: ['network', 'asset', 'block', 'id'],
    where: "to_class = 'burned' and from_class <> 'burned'",
    made: 'with-table',
  },
  {
    name: 'balance_by_amount',
    table: 'balance',
    columns: ['network', 'asset', 'amount'],
    made: 'after-history',
  },
  { name: 'bill_by_settlement', table: 'bill', columns: ['network', 'status', 'settled_time'], made: 'after-history' },
  { name: 'bill_by_job', table: 'bill', columns: ['network', 'job_id'], made: 'after-history' },
  { name: 'bill_by_node', table: 'bill', columns: ['network', 'node'], made: 'after-history' },
  {
    name: 'event_by_place',
    table: 'event',
    columns: ['network', 'block', 'log_index', 'part'],
    unique: true,
    made: 'after-history',
  },
]

/** @param how `concurrently` beside running writes, outside a transaction; `if not exists` where it may be there */
export function createIndexSql(index: DeclaredIndex, how: 'concurrently' | 'if not exists'): string {
  const { name, table, columns, unique, where } = index
  const rows = where === undefined ? '' : ` where ${where}`
  return `create ${unique ? 'unique ' : ''}index ${how} ${name} on ${table} (${columns.join(', ')})${rows}`
}
