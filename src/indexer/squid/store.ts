import type { Store, TypeormDatabase } from '@subsquid/typeorm-store'
import type { EntityManager } from 'typeorm'
import { BulkRows, type Insertion, type Row, type RowClass, type RowFields } from '../../postgres/copy'
import { stateSchema } from '../../postgres/cursor'
import { EnduringDatabase } from './enduringDatabase'
import type { NetworkLock } from './networkLock'
import { readOnly } from './readOnly'

/** Rows of a network that are found by a column which is not the id, and which never changes. */
export interface Lookup<E extends Row> {
  readonly entity: RowClass<E>
  readonly column: keyof E & string
}

/**
 * Reads and writes of handlers. In hot blocks every write goes through the SDK's change tracker, so that a
 * reorg can undo it; in final blocks nothing will be undone and whole arrays go to the server at once.
 * This file alone distinguishes them.
 */
export class BlockStore {
  private readonly em: EntityManager
  private readonly tracked: boolean
  private readonly bulk: BulkRows

  constructor(private readonly store: Store) {
    // Private to the SDK's store; test/integration/indexer pins both, exact versions are pinned in package.json.
    const inside = store as unknown as { em: () => EntityManager; changes?: unknown }
    this.em = inside.em()
    this.tracked = inside.changes !== undefined
    this.bulk = new BulkRows(this.em)
  }

  /** Reads only. @throws AssayError E-UNTRACKED-WRITE */
  async query<T>(sql: string, parameters: unknown[]): Promise<T[]> {
    return this.em.query(readOnly(sql), parameters)
  }

  async findById<E extends Row>(entity: RowClass<E>, ids: readonly string[]): Promise<E[]> {
    return ids.length === 0 ? [] : this.bulk.findById(entity, ids)
  }

  async findBy<E extends Row>({ entity, column }: Lookup<E>, network: string, keys: readonly string[]): Promise<E[]> {
    return this.bulk.find(entity, `network = $1 and ${column} = any($2)`, [network, keys])
  }

  async insert<E extends Row>(entity: RowClass<E>, rows: readonly RowFields<E>[]): Promise<void> {
    if (rows.length === 0) return
    if (this.tracked) await this.store.insert(entities(entity, rows))
    else await this.bulk.insert(entity, rows)
  }

  /** An insert that grows until it is written. */
  insertion<E extends Row>(entity: RowClass<E>): Insertion<E> {
    if (!this.tracked) return this.bulk.insertion(entity)
    const waiting: RowFields<E>[] = []
    return { add: (rows) => waiting.push(...rows), write: () => this.insert(entity, waiting) }
  }

  /** Writes several insertions, in final blocks as one message. */
  async write(insertions: readonly Insertion<Row>[]): Promise<void> {
    if (this.tracked) for (const each of insertions) await each.write()
    else await Promise.all(insertions.map((each) => each.write()))
  }

  async upsert<E extends Row>(entity: RowClass<E>, rows: readonly RowFields<E>[]): Promise<void> {
    if (rows.length === 0) return
    if (this.tracked) await this.store.upsert(entities(entity, rows))
    else await this.bulk.upsert(entity, rows)
  }

  /** Updates existing rows of which nothing but `properties` has changed: half the work of an upsert. */
  async update<E extends Row>(
    entity: RowClass<E>,
    rows: readonly E[],
    properties: readonly (keyof E & string)[],
  ): Promise<void> {
    if (rows.length === 0) return
    if (this.tracked) await this.store.upsert([...rows])
    else await this.bulk.update(entity, rows, properties)
  }
}

/** The SDK tells tables apart by the class of their rows. */
function entities<E extends Row>(entity: RowClass<E>, rows: readonly RowFields<E>[]): E[] {
  return rows.map((row) => (row instanceof entity ? row : new entity(row)))
}

/**
 * The SDK's database for one network.
 * REPEATABLE READ: the networks share tables, and SERIALIZABLE would abort one indexer for reading near another.
 */
export function networkDatabase(network: string, lock: NetworkLock): TypeormDatabase {
  return new EnduringDatabase(
    { stateSchema: stateSchema(network), supportHotBlocks: true, isolationLevel: 'REPEATABLE READ' },
    network,
    lock,
  )
}
