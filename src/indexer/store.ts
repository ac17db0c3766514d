import { type Store, TypeormDatabase } from '@subsquid/typeorm-store'
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm'

/** A row of an entity table: every one has a text id. */
export type Row = ObjectLiteral & { id: string }
export type RowClass<E extends Row> = new (props?: Partial<E>) => E

/** Rows per statement: 2,000 rows of a wide table stay below 1 MiB of parameters. */
const ROWS_PER_STATEMENT = 2_000

/**
 * What handlers may do to the database. In hot blocks every write goes through the SDK's change tracker, so that a
 * reorg can undo it; in final blocks nothing will be undone and whole arrays go to the server in one statement.
 * This file alone knows which of the two it is.
 */
export class BlockStore {
  private readonly em: EntityManager
  private readonly tracked: boolean

  constructor(private readonly store: Store) {
    // Private to the SDK's store; test/integration/indexer pins both, exact versions are pinned in package.json.
    const inside = store as unknown as { em: () => EntityManager; changes?: unknown }
    this.em = inside.em()
    this.tracked = inside.changes !== undefined
  }

  /** Reads only: a write here would escape the undo log. */
  query<T>(sql: string, parameters: unknown[]): Promise<T[]> {
    return this.em.query(sql, parameters)
  }

  async findById<E extends Row>(entity: RowClass<E>, ids: readonly string[]): Promise<E[]> {
    if (ids.length === 0) return []
    return this.em
      .createQueryBuilder(entity as EntityTarget<E>, 'row')
      .where('row.id = any(:ids)', { ids })
      .getMany()
  }

  async findByOwner<E extends Row>(entity: RowClass<E>, network: string, owners: readonly string[]): Promise<E[]> {
    if (owners.length === 0) return []
    return this.em
      .createQueryBuilder(entity as EntityTarget<E>, 'row')
      .where('row.network = :network and row.owner = any(:owners)', { network, owners })
      .getMany()
  }

  async insert<E extends Row>(entity: RowClass<E>, rows: readonly E[]): Promise<void> {
    if (rows.length === 0) return
    if (this.tracked) await this.store.insert(rows as E[])
    else await this.write(entity, rows, '')
  }

  async upsert<E extends Row>(entity: RowClass<E>, rows: readonly E[]): Promise<void> {
    if (rows.length === 0) return
    if (this.tracked) {
      await this.store.upsert(rows as E[])
      return
    }
    const columns = this.em.connection.getMetadata(entity).columns.filter((column) => !column.isPrimary)
    const set = columns.map(({ databaseName: name }) => `"${name}" = excluded."${name}"`).join(', ')
    await this.write(entity, rows, ` on conflict (id) do update set ${set}`)
  }

  /** One array per column, unnested by the server: a statement per 2,000 rows instead of a parameter per field. */
  private async write<E extends Row>(entity: RowClass<E>, rows: readonly E[], conflict: string): Promise<void> {
    const { columns, tableName } = this.em.connection.getMetadata(entity)
    const driver = this.em.connection.driver
    const names = columns.map((column) => `"${column.databaseName}"`).join(', ')
    const types = columns.map((column) => driver.normalizeType(column))
    const arrays = types.map((type, i) => `$${i + 1}::${type === 'jsonb' ? 'text' : type}[]`).join(', ')
    const values = types.map((type, i) => (type === 'jsonb' ? `c${i}::jsonb` : `c${i}`)).join(', ')
    const aliases = types.map((_, i) => `c${i}`).join(', ')
    const sql = `insert into "${tableName}" (${names}) select ${values} from unnest(${arrays}) as t(${aliases})${conflict}`
    for (let from = 0; from < rows.length; from += ROWS_PER_STATEMENT) {
      const slice = rows.slice(from, from + ROWS_PER_STATEMENT)
      await this.em.query(
        sql,
        columns.map((column) =>
          slice.map((row) => driver.preparePersistentValue(column.getEntityValue(row) ?? null, column)),
        ),
      )
    }
  }
}

/**
 * The SDK's database for one network: its cursor and undo log live in `squid_<network>`.
 * REPEATABLE READ: the networks share tables, and SERIALIZABLE would abort one indexer for reading near another.
 */
export function networkDatabase(network: string, projectDir: string): TypeormDatabase {
  return new TypeormDatabase({
    stateSchema: stateSchema(network),
    supportHotBlocks: true,
    isolationLevel: 'REPEATABLE READ',
    projectDir,
  })
}

/** Postgres schema that holds a network's cursor. */
export function stateSchema(network: string): string {
  return `squid_${network.replaceAll('-', '_')}`
}
