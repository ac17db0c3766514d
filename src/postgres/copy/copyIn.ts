import type { Connection, PoolClient, Submittable } from 'pg'

/** Statements, one of them a COPY FROM STDIN, and the bytes that it reads. */
export interface Copy {
  readonly sql: string
  readonly pieces: readonly Buffer[]
}

/**
 * Sends statements and the rows they copy as one message (pipelining): a message that waits for the reply to the one
 * before would also wait for the event loop, behind a fold or the parsing of an answer.
 * After an error the server passes over the rest (https://www.postgresql.org/docs/18/protocol-flow.html#PROTOCOL-COPY).
 * @throws DatabaseError of the first statement that failed
 */
export function copyIn(client: PoolClient, copies: readonly Copy[]): Promise<void> {
  return new Promise((resolve, reject) => {
    client.query(new CopyIn(copies, resolve, reject))
  })
}

/** Messages begin with a letter and their length, which counts itself. */
const LENGTH_BYTES = 4
const COPY_DATA = 'd'.charCodeAt(0)
const COPY_DONE = Buffer.from('c\0\0\0\x04')

class CopyIn implements Submittable {
  constructor(
    private readonly copies: readonly Copy[],
    readonly handleReadyForQuery: () => void,
    readonly handleError: (error: Error) => void,
  ) {}

  submit(connection: Connection): void {
    const { stream } = connection
    stream.cork()
    connection.query(this.copies.map(({ sql }) => sql).join(';'))
    for (const { pieces } of this.copies) {
      for (const piece of pieces) {
        stream.write(dataHeader(piece.length))
        stream.write(piece)
      }
      stream.write(COPY_DONE)
    }
    stream.uncork()
  }

  // The server announces each COPY and its end; the rows are on their way already.
  handleCopyInResponse(): void {}
  handleCommandComplete(): void {}
}

function dataHeader(length: number): Buffer {
  const header = Buffer.allocUnsafe(1 + LENGTH_BYTES)
  header[0] = COPY_DATA
  header.writeInt32BE(length + LENGTH_BYTES, 1)
  return header
}
