import type { ObjectLiteral } from 'typeorm'

/** A row of an entity table: every one has a text id. */
export type Row = ObjectLiteral & { id: string }
export type RowClass<E extends Row> = new (props?: Partial<E>) => E
/** The fields of a row that is not an entity yet. */
export type RowFields<E extends Row> = Partial<E> & { id: string }
