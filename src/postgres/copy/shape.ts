import type { DataSource } from 'typeorm'
import { type Encode, encoderOf, rowStart } from './copyBinary'
import type { Row, RowClass } from './row'

interface Column {
  /** quoted */
  readonly name: string
  /** unquoted, as query results have it */
  readonly column: string
  readonly property: string
  readonly encode: Encode
  readonly hydrate: (value: unknown) => unknown
  /** The last value and its bytes: consecutive rows share their block, their transaction, their contract. */
  value: unknown
  bytes: string
}

/** Columns that consecutive rows share most often: first, so that a row begins with the bytes of the one before it. */
const steady = ['network', 'asset', 'version', 'part', 'block', 'blockHash', 'blockTime', 'txHash', 'txIndex']

const UNKNOWN = Symbol('no value')

/** Outlive a batch: one for each table and set of its properties. */
const shapes: {
  get<E extends Row>(entity: RowClass<E>): Map<string, RowShape<E>> | undefined
  set<E extends Row>(entity: RowClass<E>, ofClass: Map<string, RowShape<E>>): unknown
} = new WeakMap<WeakKey>()

/** @param properties of the entity that travel; all of them unless said */
export function shapeOf<E extends Row>(
  connection: DataSource,
  entity: RowClass<E>,
  properties?: readonly string[],
): RowShape<E> {
  const byProperties = shapes.get(entity) ?? new Map<string, RowShape<E>>()
  shapes.set(entity, byProperties)
  const some = properties?.join() ?? ''
  const shape = byProperties.get(some) ?? new RowShape(connection, entity, properties)
  byProperties.set(some, shape)
  return shape
}

/** How the rows of one entity travel between memory and server: its columns looked up once, not for every row. */
export class RowShape<E extends Row> {
  readonly table: string
  /** quoted, in the order of `encode` */
  readonly columns: string
  private readonly fields: readonly Column[]
  private readonly steady: readonly Column[]
  private readonly others: readonly Column[]
  /** the last row's bytes to the end of its steady fields */
  private start = ''
  private stale = true

  constructor(
    connection: DataSource,
    private readonly entity: RowClass<E>,
    properties?: readonly string[],
  ) {
    const { driver } = connection
    const metadata = connection.getMetadata(entity)
    this.table = driver.escape(metadata.tableName)
    const columns = metadata.columns.filter(({ propertyName }) => properties?.includes(propertyName) ?? true)
    const fields = columns.map((column) => ({
      name: driver.escape(column.databaseName),
      column: column.databaseName,
      property: column.propertyName,
      encode: encoderOf(driver.normalizeType(column)),
      hydrate: (value: unknown) => driver.prepareHydratedValue(value, column),
      value: UNKNOWN,
      bytes: '',
    }))
    this.steady = fields.filter(({ property }) => steady.includes(property))
    this.others = fields.filter(({ property }) => !steady.includes(property))
    this.fields = [...this.steady, ...this.others]
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
    for (const field of this.steady) if (renewed(field, row[field.property])) this.stale = true
    if (this.stale) {
      this.start = rowStart(this.fields.length)
      for (const { bytes } of this.steady) this.start += bytes
      flatten(this.start)
      this.stale = false
    }
    let bytes = this.start
    for (const field of this.others) {
      renewed(field, row[field.property])
      bytes += field.bytes
    }
    return bytes
  }

  /** A row as an object for JSON, by the names of its columns. */
  record(row: Partial<E>): Record<string, unknown> {
    const record: Record<string, unknown> = {}
    for (const { column, property } of this.fields) {
      const value: unknown = row[property]
      record[column] = typeof value === 'bigint' ? `${value}` : value
    }
    return record
  }

  /** The row that a query of `columns` has answered. */
  row(record: Readonly<Record<string, unknown>>): E {
    const fields: Record<string, unknown> = {}
    for (const { column, property, hydrate } of this.fields) fields[property] = hydrate(record[column])
    return new this.entity(fields as Partial<E>)
  }
}

/** Encodes a field unless its value is the last row's. @returns whether it was encoded */
function renewed(field: Column, value: unknown): boolean {
  if (value === field.value) return false
  field.bytes = field.encode(value)
  // An object may have been changed in place: its bytes are never reused.
  field.value = typeof value === 'object' ? UNKNOWN : value
  return true
}

/** V8 keeps a concatenation as a rope and walks it at each further one; reading it as a number flattens it, once. */
function flatten(text: string): void {
  Number(text)
}
