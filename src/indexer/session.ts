import type { BlockStore, Row, RowClass } from './store'

/**
 * The rows a batch of blocks reads and writes, held in memory: loaded once by key before the fold, written once after
 * it, one final state per row. The fold in between is synchronous and touches no database.
 */
export class Session {
  private readonly tables = new Map<RowClass<Row>, Table<Row>>()

  /** Loads the rows with these ids; ids that do not exist are simply absent from `get`. */
  async load<E extends Row>(store: BlockStore, entity: RowClass<E>, ids: Iterable<string>): Promise<void> {
    this.take(entity, await store.findById(entity, [...new Set(ids)]))
  }

  /** Takes rows that a query of the caller has read. */
  take<E extends Row>(entity: RowClass<E>, rows: readonly E[]): void {
    const { known } = this.table(entity)
    for (const row of rows) if (!known.has(row.id)) known.set(row.id, row)
  }

  get<E extends Row>(entity: RowClass<E>, id: string): E | undefined {
    return this.table(entity).known.get(id)
  }

  /** Every known row of a table; for tables whose whole relevant part was loaded. */
  all<E extends Row>(entity: RowClass<E>): IterableIterator<E> {
    return this.table(entity).known.values()
  }

  /** A new row. */
  add<E extends Row>(entity: RowClass<E>, fields: Partial<E> & { id: string }): E {
    const table = this.table(entity)
    const row = new entity(fields)
    table.known.set(row.id, row)
    table.added.add(row)
    return row
  }

  /** A known row that the caller has changed in place. */
  changed<E extends Row>(entity: RowClass<E>, row: E): void {
    const table = this.table(entity)
    if (!table.added.has(row)) table.changed.add(row)
  }

  async write(store: BlockStore): Promise<void> {
    for (const [entity, { added, changed }] of this.tables) {
      await store.insert(entity, [...added])
      await store.upsert(entity, [...changed])
    }
  }

  private table<E extends Row>(entity: RowClass<E>): Table<E> {
    let table = this.tables.get(entity as unknown as RowClass<Row>)
    if (!table) {
      table = { known: new Map(), added: new Set(), changed: new Set() }
      this.tables.set(entity as unknown as RowClass<Row>, table)
    }
    return table as unknown as Table<E>
  }
}

interface Table<E> {
  readonly known: Map<string, E>
  readonly added: Set<E>
  readonly changed: Set<E>
}
