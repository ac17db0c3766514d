import { AssayError } from '../../errors'
import type { Insertion, Row, RowClass, RowFields } from '../../postgres/copy'
import type { BlockStore, Lookup } from '../squid/store'

type Load = (store: BlockStore, network: string, keys: readonly string[]) => Promise<void>

/**
 * The rows a batch of blocks reads and writes, held in memory: wanted by key, loaded once before the fold, written once
 * after it, one final state per row. The fold in between is synchronous and touches no database; reading a row that was
 * not wanted throws, since it would look like one that does not exist (docs/invariants.md#X12).
 */
export class Session {
  private readonly tables: Tables = new Map()
  /** keys, and how the rows that they find are loaded, by look-up */
  private readonly lookups = new Map<object, { keys: Set<string>; load: Load }>()

  /** @param keepsLog whether the fold writes its event log, too: a replay reads it from there */
  constructor(readonly keepsLog = true) {}

  /** The row with this id will be read: loaded with the next `load`. */
  want<E extends Row>(entity: RowClass<E>, id: string): void {
    this.table(entity).wanted.add(id)
  }

  /** All rows that a key finds will be read. */
  wantAll<E extends Row>(lookup: Lookup<E>, key: string): void {
    this.table(lookup.entity).complete = true
    const existing = this.lookups.get(lookup)
    if (existing) existing.keys.add(key)
    else
      this.lookups.set(lookup, {
        keys: new Set([key]),
        load: async (store, network, keys) => this.take(lookup.entity, await store.findBy(lookup, network, keys)),
      })
  }

  /** Loads the wanted rows, as far as they exist. */
  async load(store: BlockStore, network: string): Promise<void> {
    for (const [entity, table] of this.tables) this.take(entity, await store.findById(entity, [...table.wanted]))
    for (const { keys, load } of this.lookups.values()) await load(store, network, [...keys])
  }

  /** Adds rows that a query of the caller has read. */
  take<E extends Row>(entity: RowClass<E>, rows: readonly E[]): void {
    const table = this.table(entity)
    for (const row of rows) if (!table.rows.has(row.id)) table.put(row)
  }

  /** @throws AssayError E-ROW-UNWANTED for a row that was neither wanted nor added */
  get<E extends Row>(entity: RowClass<E>, id: string): E | undefined {
    const { rows, wanted, complete } = this.table(entity)
    const row = rows.get(id)
    if (row === undefined && !complete && !wanted.has(id)) throw unwanted(`${entity.name} ${id}`)
    return row
  }

  /** Whether a row is in memory, be it in the database or not. */
  holds<E extends Row>(entity: RowClass<E>, id: string): boolean {
    return this.table(entity).rows.has(id)
  }

  /** @throws AssayError E-ROW-UNWANTED when not all rows that the key finds were wanted */
  mustHold<E extends Row>(lookup: Lookup<E>, key: string): void {
    if (!this.lookups.get(lookup)?.keys.has(key)) throw unwanted(`${lookup.entity.name} by ${lookup.column} ${key}`)
  }

  /** Every row of a table in memory; for tables of which all relevant rows were loaded. */
  all<E extends Row>(entity: RowClass<E>): IterableIterator<E> {
    return this.table(entity).rows.values()
  }

  /** The rows in memory whose `field`, which never changes, is `value`. */
  where<E extends Row, F extends keyof E>(entity: RowClass<E>, field: F, value: E[F]): readonly E[] {
    return this.table(entity).by(field).get(value) ?? []
  }

  /** A new row that the fold will read again. */
  add<E extends Row>(entity: RowClass<E>, fields: RowFields<E>): E {
    const table = this.table(entity)
    const row = new entity(fields)
    table.put(row)
    table.added.add(row)
    return row
  }

  /** A new row that the fold does not read again: most rows are such, and cost no look-up. */
  append<E extends Row>(entity: RowClass<E>, fields: RowFields<E>): void {
    this.table(entity).appended.push(fields)
  }

  /** Rows appended and not yet encoded. */
  appended<E extends Row>(entity: RowClass<E>): readonly RowFields<E>[] {
    return this.table(entity).appended
  }

  /** A row that was added and will hardly change any more: written with the appended ones, before the batch ends. */
  complete<E extends Row>(entity: RowClass<E>, row: E): void {
    const table = this.table(entity)
    if (table.added.delete(row)) table.appended.push(row)
    else table.changed.add(row)
  }

  /** Marks a row that the caller has changed in place. */
  changed<E extends Row>(entity: RowClass<E>, row: E): void {
    const table = this.table(entity)
    if (!table.added.has(row)) table.changed.add(row)
  }

  /** Encodes the appended rows: as bytes they wait for the server outside of the heap. */
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
   * Writes the rows appended so far, while the fold may go on appending.
   * @param leastRows of a table; fewer wait for more
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
    let table = this.tables.get(entity)
    if (!table) {
      table = new Table()
      this.tables.set(entity, table)
    }
    return table
  }
}

/** A map from a class of rows to the table of those rows. */
interface Tables extends Iterable<[RowClass<Row>, Table<Row>]> {
  get<E extends Row>(entity: RowClass<E>): Table<E> | undefined
  set<E extends Row>(entity: RowClass<E>, table: Table<E>): this
  values(): Iterable<Table<Row>>
}

function unwanted(what: string): AssayError {
  return new AssayError('E-ROW-UNWANTED', `a handler reads ${what}, and its needs do not name it`, {
    next: 'This is a fault of Assay: name it in the `needs` of that handler.',
  })
}

class Table<E extends Row> {
  readonly wanted = new Set<string>()
  /** rows were loaded by another key than their ids: an id without a row does not exist */
  complete = false
  readonly rows = new Map<string, E>()
  readonly added = new Set<E>()
  readonly changed = new Set<E>()
  appended: RowFields<E>[] = []
  insertion: Insertion<E> | undefined
  /** rows in it */
  ready = 0
  private readonly indexes = new Map<keyof E, Map<unknown, E[]>>()

  put(row: E): void {
    this.rows.set(row.id, row)
    for (const [field, index] of this.indexes) enter(index, row[field], row)
  }

  /** An index over a field, made when it is first asked for. */
  by(field: keyof E): ReadonlyMap<unknown, readonly E[]> {
    let index = this.indexes.get(field)
    if (!index) {
      index = new Map()
      for (const row of this.rows.values()) enter(index, row[field], row)
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
