/** What the engine gave back for one query. */
export interface Answer {
  readonly bytes: Uint8Array
  readonly readRows: number
  readonly readBytes: number
  /** undefined where the engine does not say */
  readonly writtenRows: number | undefined
  readonly writtenBytes: number
}
