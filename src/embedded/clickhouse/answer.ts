/** Result of one query. */
export interface Answer {
  readonly bytes: Uint8Array
  readonly readRows: number
  readonly readBytes: number
  /** undefined where the engine does not say */
  readonly writtenRows: number | undefined
  readonly writtenBytes: number
}

/** Of a query that read, wrote and returned nothing. */
export const emptyAnswer: Answer = {
  bytes: new Uint8Array(),
  readRows: 0,
  readBytes: 0,
  writtenRows: 0,
  writtenBytes: 0,
}
