import type { DataSource } from 'typeorm'
import { copyField, copyJson } from './copyText'
import type { Row, RowClass } from './row'

interface Column {
  readonly name: string
  readonly property: string
  readonly encode: (value: unknown) => string
  readonly hydrate: (value: unknown) => unknown
  /** The last value and its text: rows in a row share their block, their transaction, their contract. */
  value: unknown
  text: string
}

const UNKNOWN = Symbol('no value')

/** How the rows of one entity travel between memory and server: its columns looked up once, not for every row. */
export class RowShape<E extends Row> {
  readonly table: string
  /** quoted, in the order of `line` */
  readonly columns: string
  /** `"amount" = excluded."amount", …`: every column but the id */
  readonly assignments: string
  private readonly fields: readonly Column[]

  constructor(
    connection: DataSource,
    private readonly entity: RowClass<E>,
  ) {
    const { driver } = connection
    const metadata = connection.getMetadata(entity)
    this.table = driver.escape(metadata.tableName)
    this.fields = metadata.columns.map((column) => ({
      name: column.databaseName,
      property: column.propertyName,
      encode: driver.normalizeType(column) === 'jsonb' ? copyJson : copyField,
      hydrate: (value) => driver.prepareHydratedValue(value, column),
      value: UNKNOWN,
      text: '',
    }))
    const names = this.fields.map(({ name }) => driver.escape(name))
    this.columns = names.join(', ')
    this.assignments = names
      .filter((name) => name !== '"id"')
      .map((name) => `${name} = excluded.${name}`)
      .join(', ')
  }

  /** A line of COPY's text format. */
  line(row: Partial<E>): string {
    let line = ''
    let separator = ''
    for (const field of this.fields) {
      const value = row[field.property]
      if (value !== field.value) {
        field.text = field.encode(value)
        // An object may be the same and hold something else by then.
        field.value = typeof value === 'object' ? UNKNOWN : value
      }
      line += separator + field.text
      separator = '\t'
    }
    return `${line}\n`
  }

  /** The row that a query of `columns` has answered. */
  row(record: Readonly<Record<string, unknown>>): E {
    const fields: Record<string, unknown> = {}
    for (const { name, property, hydrate } of this.fields) fields[property] = hydrate(record[name])
    return new this.entity(fields as Partial<E>)
  }
}
