/** The bulk path: whole arrays of rows by COPY. Other rooms import nothing else of this folder. */
export { BulkRows, type Insertion } from './bulk'
export { type ColumnType, copyRows } from './copyRows'
export type { Row, RowClass, RowFields } from './row'
