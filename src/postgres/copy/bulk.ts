import type { PoolClient } from 'pg'
import type { EntityManager } from 'typeorm'
import { HEADER, TRAILER } from './copyBinary'
import { copyIn } from './copyIn'
import { Pieces } from './pieces'
import type { Row, RowClass, RowFields } from './row'
import { type RowShape, shapeOf } from './shape'

/** Characters of rows joined before they are written to a piece: a write has a fixed cost, and four fill a piece. */
const JOINED_CHARACTERS = 15 * 1024

/** Up to this many changed rows travel as one JSON parameter: a staging table costs three statements and a file. */
const FEW_ROWS = 250

/** New rows of one table on their way to the server. */
export interface Insertion<E extends Row> {
  add(rows: readonly RowFields<E>[]): void
  write(): Promise<void>
}

/** Whole arrays of rows to and from the server, in the transaction of an entity manager. */
export class BulkRows {
  private waiting: { readonly sql: string; readonly pieces: Pieces }[] = []
  private sending: Promise<void> | undefined

  constructor(private readonly em: EntityManager) {}

  async findById<E extends Row>(entity: RowClass<E>, ids: readonly string[]): Promise<E[]> {
    return this.find(entity, 'id = any($1)', [ids])
  }

  async find<E extends Row>(entity: RowClass<E>, condition: string, parameters: unknown[]): Promise<E[]> {
    const shape = shapeOf(this.em.connection, entity)
    const records = await this.em.query(`select ${shape.columns} from ${shape.table} where ${condition}`, parameters)
    return records.map((record: Record<string, unknown>) => shape.row(record))
  }

  async insert<E extends Row>(entity: RowClass<E>, rows: readonly RowFields<E>[]): Promise<void> {
    const insertion = this.insertion(entity)
    insertion.add(rows)
    await insertion.write()
  }

  /** Rows encoded now and written later: waiting bytes lie outside the heap, so the garbage collector skips them. */
  insertion<E extends Row>(entity: RowClass<E>): Insertion<E> {
    const shape = shapeOf(this.em.connection, entity)
    const pieces = new Pieces()
    return {
      add: (rows) => encode(shape, rows, pieces),
      write: () => this.copy(copyOf(shape.table, shape), pieces),
    }
  }

  /** Inserts or updates rows; `rows` has the final state of each once. */
  async upsert<E extends Row>(entity: RowClass<E>, rows: readonly RowFields<E>[]): Promise<void> {
    const shape = shapeOf(this.em.connection, entity)
    await this.from('upserted', shape, rows, (source) => {
      const { table, columns } = shape
      return `insert into ${table} (${columns}) select ${columns} from ${source}
        on conflict (id) do update set ${shape.assignments('excluded')}`
    })
  }

  /** Updates `properties` of existing rows; their other columns stay as they are. */
  async update<E extends Row>(
    entity: RowClass<E>,
    rows: readonly RowFields<E>[],
    properties: readonly (keyof E & string)[],
  ): Promise<void> {
    const shape = shapeOf(this.em.connection, entity, ['id', ...properties])
    await this.from('updated', shape, rows, (source) => {
      const sets = shape.assignments('stage')
      return `update ${shape.table} as target set ${sets} from ${source} as stage where target.id = stage.id`
    })
  }

  /** Runs the statement of `write` over changed rows: few are its parameter, many stand in a staging table. */
  private async from<E extends Row>(
    prefix: string,
    shape: RowShape<E>,
    rows: readonly RowFields<E>[],
    write: (source: string) => string,
  ): Promise<void> {
    if (rows.length <= FEW_ROWS) {
      const source = `json_populate_recordset(null::${shape.table}, $1)`
      await this.em.query(write(source), [JSON.stringify(rows.map((row) => shape.record(row)))])
      return
    }
    const stage = `"${prefix}_${shape.table.slice(1)}`
    const pieces = new Pieces()
    encode(shape, rows, pieces)
    const sql = [
      `create temp table if not exists ${stage} as select ${shape.columns} from ${shape.table} with no data`,
      copyOf(stage, shape),
      write(stage),
      `truncate ${stage}`,
    ]
    await this.copy(sql.join(';'), pieces)
  }

  /** Copies requested before the next microtask go to the server as one message. */
  private copy(sql: string, pieces: Pieces): Promise<void> {
    this.waiting.push({ sql, pieces })
    this.sending ??= Promise.resolve().then(() => this.send())
    return this.sending
  }

  private async send(): Promise<void> {
    const copies = this.waiting
    this.waiting = []
    this.sending = undefined
    const client: PoolClient = await this.em.queryRunner!.connect()
    await copyIn(
      client,
      copies.map(({ sql, pieces }) => ({ sql, pieces: [HEADER, ...pieces.all(), TRAILER] })),
    )
    for (const { pieces } of copies) pieces.release()
  }
}

function copyOf<E extends Row>(table: string, { columns }: RowShape<E>): string {
  return `copy ${table} (${columns}) from stdin (format binary)`
}

function encode<E extends Row>(shape: RowShape<E>, rows: readonly RowFields<E>[], pieces: Pieces): void {
  let joined = ''
  for (const row of rows) {
    joined += shape.encode(row)
    if (joined.length < JOINED_CHARACTERS) continue
    pieces.add(joined)
    joined = ''
  }
  if (joined !== '') pieces.add(joined)
}
