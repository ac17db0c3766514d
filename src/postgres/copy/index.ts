/** The bulk path: whole arrays of rows by COPY. Nothing else of this folder is anybody's to import. */
export { BulkRows, type Insertion } from './bulk'
export type { Row, RowClass, RowFields } from './row'
