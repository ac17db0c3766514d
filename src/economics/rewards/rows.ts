/**
 * Rows by their place. An array is one; of a million stakes, which as objects are 300 MB that a garbage collector walks
 * again and again, a table of columns is another, whose rows are made when they are asked for.
 */
export interface Rows<Row> extends Iterable<Row> {
  readonly length: number
  at(place: number): Row | undefined
}

export function allOf<Row>(rows: Rows<Row>): readonly Row[] {
  return Array.isArray(rows) ? rows : [...rows]
}
