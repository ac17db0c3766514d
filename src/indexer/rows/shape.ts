import type { DataSource } from 'typeorm'
import { type Encode, encoderOf, rowStart } from './copyBinary'
import type { Row, RowClass } from './row'

interface Column {
  /** quoted */
  readonly name: string
  /** as a query answers it */
  readonly answer: string
  readonly property: string
  readonly encode: Encode
  readonly hydrate: (value: unknown) => unknown
  /** The last value and its bytes: rows in a row share their block, their transaction, their contract. */
  value: unknown
  bytes: string
}

const UNKNOWN = Symbol('no value')

/** Shapes outlive a batch; there are as many as there are tables and ways to write them. */
const shapes = new WeakMap<RowClass<Row>, Map<string, RowShape<Row>>>()

/** @param properties of the entity that travel; all of them unless said */
export function shapeOf<E extends Row>(
  connection: DataSource,
  entity: RowClass<E>,
  properties?: readonly string[],
): RowShape<E> {
  const key = entity as unknown as RowClass<Row>
  const known = shapes.get(key) ?? new Map<string, RowShape<Row>>()
  shapes.set(key, known)
  const some = properties?.join() ?? ''
  const shape = known.get(some) ?? (new RowShape(connection, entity, properties) as unknown as RowShape<Row>)
  known.set(some, shape)
  return shape as unknown as RowShape<E>
}

/** How the rows of one entity travel between memory and server: its columns looked up once, not for every row. */
export class RowShape<E extends Row> {
  readonly table: string
  /** quoted, in the order of `encode` */
  readonly columns: string
  private readonly fields: readonly Column[]
  private readonly start: string

  constructor(
    connection: DataSource,
    private readonly entity: RowClass<E>,
    properties?: readonly string[],
  ) {
    const { driver } = connection
    const metadata = connection.getMetadata(entity)
    this.table = driver.escape(metadata.tableName)
    const columns = metadata.columns.filter(({ propertyName }) => properties?.includes(propertyName) ?? true)
    this.fields = columns.map((column) => ({
      name: driver.escape(column.databaseName),
      answer: column.databaseName,
      property: column.propertyName,
      encode: encoderOf(driver.normalizeType(column)),
      hydrate: (value) => driver.prepareHydratedValue(value, column),
      value: UNKNOWN,
      bytes: '',
    }))
    this.start = rowStart(this.fields.length)
    this.columns = this.fields.map(({ name }) => name).join(', ')
  }

  /** `"amount" = source."amount", …`: every column but the id */
  assignments(source: string): string {
    return this.fields
      .filter(({ name }) => name !== '"id"')
      .map(({ name }) => `${name} = ${source}.${name}`)
      .join(', ')
  }

  /** A row of COPY's binary format, a character a byte. */
  encode(row: Partial<E>): string {
    let bytes = this.start
    for (const field of this.fields) {
      const value = row[field.property]
      if (value !== field.value) {
        field.bytes = field.encode(value)
        // An object may be the same and hold something else by then.
        field.value = typeof value === 'object' ? UNKNOWN : value
      }
      bytes += field.bytes
    }
    return bytes
  }

  /** A row by the names of its columns, as JSON can say it. */
  record(row: Partial<E>): Record<string, unknown> {
    const record: Record<string, unknown> = {}
    for (const { answer, property } of this.fields) {
      const value: unknown = row[property]
      record[answer] = typeof value === 'bigint' ? `${value}` : value
    }
    return record
  }

  /** The row that a query of `columns` has answered. */
  row(record: Readonly<Record<string, unknown>>): E {
    const fields: Record<string, unknown> = {}
    for (const { answer, property, hydrate } of this.fields) fields[property] = hydrate(record[answer])
    return new this.entity(fields as Partial<E>)
  }
}
