import type { Insertion } from '../../postgres/copy/bulk'
import type { Row, RowClass, RowFields } from '../../postgres/copy/row'
import type { BlockStore } from '../squid/store'

/**
 * The rows a batch of blocks reads and writes, held in memory: loaded once by key before the fold, written once after
 * it, one final state per row. The fold in between is synchronous and touches no database.
 */
export class Session {
  private readonly tables = new Map<RowClass<Row>, Table<Row>>()

  /** @param keepsLog whether the fold writes its event log, too: a replay reads it from there */
  constructor(readonly keepsLog = true) {}

  /** Loads the rows with these ids; ids that do not exist are simply absent from `get`. */
  async load<E extends Row>(store: BlockStore, entity: RowClass<E>, ids: Iterable<string>): Promise<void> {
    this.take(entity, await store.findById(entity, [...new Set(ids)]))
  }

  /** Takes rows that a query of the caller has read. */
  take<E extends Row>(entity: RowClass<E>, rows: readonly E[]): void {
    const table = this.table(entity)
    for (const row of rows) if (!table.known.has(row.id)) table.learn(row)
  }

  get<E extends Row>(entity: RowClass<E>, id: string): E | undefined {
    return this.table(entity).known.get(id)
  }

  /** Every known row of a table; for tables whose whole relevant part was loaded. */
  all<E extends Row>(entity: RowClass<E>): IterableIterator<E> {
    return this.table(entity).known.values()
  }

  /** The known rows whose `field`, which never changes, is `value`. */
  where<E extends Row, F extends keyof E>(entity: RowClass<E>, field: F, value: E[F]): readonly E[] {
    return this.table(entity).by(field).get(value) ?? []
  }

  /** A new row that the fold will read again. */
  add<E extends Row>(entity: RowClass<E>, fields: RowFields<E>): E {
    const table = this.table(entity)
    const row = new entity(fields)
    table.learn(row)
    table.added.add(row)
    return row
  }

  /** A new row that nobody reads back: most rows are of this kind, and they cost no look-up. */
  append<E extends Row>(entity: RowClass<E>, fields: RowFields<E>): void {
    this.table(entity).appended.push(fields)
  }

  /** What was appended and is not on its way yet. */
  appended<E extends Row>(entity: RowClass<E>): readonly RowFields<E>[] {
    return this.table(entity).appended
  }

  /** A row that was added and will hardly change any more: it goes out with those that are appended. */
  complete<E extends Row>(entity: RowClass<E>, row: E): void {
    const table = this.table(entity)
    if (table.added.delete(row)) table.appended.push(row)
    else table.changed.add(row)
  }

  /** A known row that the caller has changed in place. */
  changed<E extends Row>(entity: RowClass<E>, row: E): void {
    const table = this.table(entity)
    if (!table.added.has(row)) table.changed.add(row)
  }

  /** Makes what has been appended ready for the server: what waits to be written waits as bytes. */
  prepare(store: BlockStore): void {
    for (const [entity, table] of this.tables) {
      const rows = table.takeAppended()
      if (rows.length === 0) continue
      table.insertion ??= store.insertion(entity)
      table.insertion.add(rows)
      table.ready += rows.length
    }
  }

  /**
   * Writes what has been appended so far, while the fold may go on appending.
   * @param leastRows of a table; fewer wait for more of them
   */
  async writeAppended(store: BlockStore, leastRows = 1): Promise<void> {
    this.prepare(store)
    const insertions = [...this.tables.values()].flatMap((table) => table.takeInsertion(leastRows) ?? [])
    await store.write(insertions)
  }

  async write(store: BlockStore): Promise<void> {
    await this.writeAppended(store)
    for (const [entity, { added, changed }] of this.tables) {
      await store.insert(entity, [...added])
      await store.upsert(entity, [...changed])
    }
  }

  private table<E extends Row>(entity: RowClass<E>): Table<E> {
    let table = this.tables.get(entity as unknown as RowClass<Row>)
    if (!table) {
      table = new Table()
      this.tables.set(entity as unknown as RowClass<Row>, table)
    }
    return table as unknown as Table<E>
  }
}

class Table<E extends Row> {
  readonly known = new Map<string, E>()
  readonly added = new Set<E>()
  readonly changed = new Set<E>()
  appended: RowFields<E>[] = []
  insertion: Insertion<E> | undefined
  /** rows in it */
  ready = 0
  private readonly indexes = new Map<keyof E, Map<unknown, E[]>>()

  learn(row: E): void {
    this.known.set(row.id, row)
    for (const [field, index] of this.indexes) enter(index, row[field], row)
  }

  /** An index over a field, made when it is first asked for. */
  by(field: keyof E): ReadonlyMap<unknown, readonly E[]> {
    let index = this.indexes.get(field)
    if (!index) {
      index = new Map()
      for (const row of this.known.values()) enter(index, row[field], row)
      this.indexes.set(field, index)
    }
    return index
  }

  takeAppended(): RowFields<E>[] {
    const taken = this.appended
    this.appended = []
    return taken
  }

  takeInsertion(leastRows: number): Insertion<E> | undefined {
    if (this.ready < leastRows) return undefined
    const taken = this.insertion
    this.insertion = undefined
    this.ready = 0
    return taken
  }
}

function enter<E>(index: Map<unknown, E[]>, value: unknown, row: E): void {
  const rows = index.get(value)
  if (rows) rows.push(row)
  else index.set(value, [row])
}
