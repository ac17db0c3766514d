/** The package has no types of its own; this is the part used here. */
declare module 'pg-copy-streams' {
  import type { Readable } from 'node:stream'
  import type { Submittable } from 'pg'

  /** rowCount is known once the stream has ended */
  export type CopyToStreamQuery = Readable & Submittable & { rowCount: number }
  export function to(sql: string): CopyToStreamQuery
}
