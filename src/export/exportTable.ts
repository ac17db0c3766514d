import path from 'node:path'
import { AssayError } from '../errors'
import { openClient } from '../postgres/client'
import { finalHeight } from '../postgres/cursor'
import { inTransaction } from '../postgres/transaction'
import { formats, wholeFile } from './files'
import { columnsOf, rowsOf } from './rows'
import { exportTables } from './tables'

export interface Export {
  readonly table: string
  readonly file: string
  readonly rows: number
  /** by network, the final block up to which its rows are; null before its first */
  readonly upTo: Readonly<Record<string, number | null>>
}

/**
 * Writes the final rows of a table into a file, Parquet or CSV by its ending: all from one moment of the store, the networks
 * one after the other, in bounded memory. Amounts are decimal text in base units, times are seconds since the epoch.
 * @param told how many rows are written so far
 * @throws AssayError E-USAGE, E-STORE-AWAY, E-EXPORT
 */
export async function exportTable(
  dbUrl: string,
  networks: readonly string[],
  table: string,
  file: string,
  told: (rows: number) => void = () => undefined,
): Promise<Export> {
  const { from } = exportTables[table] ?? unknown(`table ${table}`, Object.keys(exportTables))
  const makeFile = formats[path.extname(file)] ?? unknown(`format of ${file}`, Object.keys(formats))
  const upTo: Record<string, number | null> = {}
  let rows = 0
  const db = await openClient(dbUrl, 'assay export')
  try {
    await inTransaction(
      db,
      () =>
        wholeFile(file, async (part) => {
          const columns = await columnsOf(db, from, ['', 0])
          const made = await makeFile(part, columns).catch((cause: Error) => {
            throw new AssayError('E-EXPORT', `${file} cannot be written: ${cause.message}`, {
              next: 'Name a file in a folder that exists and may be written to.',
              cause,
            })
          })
          for (const network of networks) {
            upTo[network] = await finalHeight(db, network)
            for await (const page of rowsOf(db, from, [network, upTo[network] ?? -1], columns)) {
              await made.write(page)
              rows += page.length
              told(rows)
            }
          }
          await made.finish()
        }),
      'read-only snapshot',
    )
  } finally {
    await db.end().catch(() => undefined)
  }
  return { table, file, rows, upTo }
}

function unknown(what: string, known: readonly string[]): never {
  throw new AssayError('E-USAGE', `the ${what} is not known`, { next: `There are: ${known.join(', ')}.` })
}
