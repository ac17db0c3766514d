import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import type { Column, Row } from './rows'

/** A file that is made row by row. */
interface TableFile {
  write(rows: readonly Row[]): Promise<void>
  finish(): Promise<void>
}

type Format = (path: string, columns: readonly Column[]) => Promise<TableFile>

/** By how the name of the file ends. */
export const formats: Readonly<Record<string, Format>> = { '.csv': csvFile, '.parquet': parquetFile }

/** As Postgres' COPY writes it: nothing is null, and an empty text is quoted. */
async function csvFile(path: string, columns: readonly Column[]): Promise<TableFile> {
  const cell = (text: string | null) =>
    text === null ? '' : /^$|[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
  const lineOf = (cells: Row) => `${cells.map(cell).join(',')}\n`
  const file: FileHandle = await open(path, 'w')
  await file.write(lineOf(columns.map(({ name }) => name)))
  return {
    write: async (rows) => void (await file.write(rows.map(lineOf).join(''))),
    finish: () => file.close(),
  }
}

/** Each page is a group of rows. */
async function parquetFile(path: string, columns: readonly Column[]): Promise<TableFile> {
  const { fileWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer')
  const columnData = (rows: readonly Row[]) =>
    columns.map(({ name, type }, i) => ({
      name,
      type,
      nullable: true,
      data: rows.map((row) => parsed(row[i]!, type)),
    }))
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaFromColumnData({ columnData: columnData([]) }),
  })
  return {
    write: async (rows) => await writer.write({ columnData: columnData(rows), rowGroupSize: rows.length }),
    finish: async () => await writer.finish(),
  }
}

function parsed(text: string | null, type: Column['type']): unknown {
  if (text === null || type === 'STRING') return text
  return type === 'INT64' ? BigInt(text) : text === 'true'
}

/** Makes a file under another name, and gives it its own once it is whole. */
export async function wholeFile(path: string, make: (path: string) => Promise<void>): Promise<void> {
  const part = `${path}.part`
  try {
    await make(part)
    await rename(part, path)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}
