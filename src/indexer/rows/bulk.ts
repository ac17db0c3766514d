import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { PoolClient } from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import type { EntityManager } from 'typeorm'
import type { Row, RowClass, RowFields } from './row'
import { RowShape } from './shape'

/** Text handed to the server at a time: it takes one piece while the next is made, and few are held in memory. */
const PIECE_CHARACTERS = 128 * 1024

/** Shapes outlive a batch; there are as many as there are tables. */
const shapes = new WeakMap<RowClass<Row>, RowShape<Row>>()

/** Whole arrays of rows to and from the server, in the transaction of an entity manager. */
export class BulkRows {
  constructor(private readonly em: EntityManager) {}

  async findById<E extends Row>(entity: RowClass<E>, ids: readonly string[]): Promise<E[]> {
    return this.find(entity, 'id = any($1)', [ids])
  }

  async find<E extends Row>(entity: RowClass<E>, condition: string, parameters: unknown[]): Promise<E[]> {
    const shape = this.shape(entity)
    const records = await this.em.query(`select ${shape.columns} from ${shape.table} where ${condition}`, parameters)
    return records.map((record: Record<string, unknown>) => shape.row(record))
  }

  async insert<E extends Row>(entity: RowClass<E>, rows: readonly RowFields<E>[]): Promise<void> {
    const shape = this.shape(entity)
    await this.copy(`copy ${shape.table} (${shape.columns}) from stdin`, shape, rows)
  }

  /** One final state per row, through a table of this connection's own. */
  async upsert<E extends Row>(entity: RowClass<E>, rows: readonly RowFields<E>[]): Promise<void> {
    const shape = this.shape(entity)
    const stage = `"staged_${shape.table.slice(1)}`
    await this.em.query(`create temp table if not exists ${stage} (like ${shape.table})`)
    await this.copy(`copy ${stage} (${shape.columns}) from stdin`, shape, rows)
    await this.em.query(
      `insert into ${shape.table} (${shape.columns}) select ${shape.columns} from ${stage}
       on conflict (id) do update set ${shape.assignments}`,
    )
    await this.em.query(`truncate ${stage}`)
  }

  private async copy<E extends Row>(sql: string, shape: RowShape<E>, rows: readonly RowFields<E>[]): Promise<void> {
    const connection: PoolClient = await this.em.queryRunner!.connect()
    await pipeline(Readable.from(pieces(shape, rows)), connection.query(copyFrom(sql)))
  }

  private shape<E extends Row>(entity: RowClass<E>): RowShape<E> {
    let shape = shapes.get(entity as unknown as RowClass<Row>)
    if (!shape) {
      shape = new RowShape(this.em.connection, entity) as unknown as RowShape<Row>
      shapes.set(entity as unknown as RowClass<Row>, shape)
    }
    return shape as unknown as RowShape<E>
  }
}

function* pieces<E extends Row>(shape: RowShape<E>, rows: readonly RowFields<E>[]): Generator<string> {
  let piece = ''
  for (const row of rows) {
    piece += shape.line(row)
    if (piece.length < PIECE_CHARACTERS) continue
    yield piece
    piece = ''
  }
  if (piece !== '') yield piece
}
