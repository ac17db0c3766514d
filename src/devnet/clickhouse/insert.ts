import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Answer } from './answer'
import type { Connection } from './chdb'
import { Refusal } from './failure'

/** Formats the engine parses straight from memory; any other body goes through a file. */
const fromMemory: Readonly<Record<string, string>> = {
  JSONEachRow: 'JSONEachRow',
  JSONCompactEachRow: 'JSONCompactEachRow',
  CSV: 'CSV',
  CSVWithNames: 'CSVWithNames',
  TSV: 'TabSeparated',
  TabSeparated: 'TabSeparated',
  TSVWithNames: 'TabSeparatedWithNames',
  TabSeparatedWithNames: 'TabSeparatedWithNames',
}

const shape =
  /^\s*INSERT\s+INTO\s+(?:TABLE\s+)?(?<table>(?:\w+|`[^`]+`)(?:\.(?:\w+|`[^`]+`))?)\s*(?:\((?<columns>[^()]*)\))?\s*(?<settings>SETTINGS\s[^;]*?)?\s*FORMAT\s+(?<format>\w+)\s*;?\s*$/i

/**
 * Runs INSERT … FORMAT … with its rows apart, as HTTP clients send it.
 * @throws Refusal when the statement takes no rows
 */
export async function insertPayload(
  connection: Connection,
  sql: string,
  payload: Buffer,
  scratch: string,
): Promise<Answer> {
  if (payload.length === 0) return nothing
  const parts = shape.exec(sql)?.groups
  if (!parts) {
    if (!/^\s*INSERT\b/i.test(sql)) throw Refusal.of('NOT_IMPLEMENTED', 'Only INSERT … FORMAT … takes a request body.')
    const result = await connection.queryAsync(`${sql}\n${payload.toString('utf8')}`)
    return { ...nothing, readRows: result.rowsRead, readBytes: result.bytesRead }
  }
  const columns = parts.columns
    ?.split(',')
    .map((name) => name.trim().replace(/^`(.*)`$/, '$1'))
    .filter(Boolean)
  if (parts.settings) await connection.queryAsync(`SET ${parts.settings.slice('SETTINGS '.length)}`)
  const table = parts.table!
  const format = fromMemory[parts.format!]
  const plain = [...table.split('.'), ...(columns ?? [])].every((name) => /^\w+$/.test(name))
  if (format && plain) {
    const written = await connection.insert({ table, values: payload, format, ...(columns && { columns }) })
    return { ...nothing, writtenRows: written.rowsWritten, writtenBytes: written.bytesWritten }
  }
  return throughFile(connection, { table, columns, format: parts.format!, payload, scratch })
}

const nothing: Answer = { bytes: new Uint8Array(), readRows: 0, readBytes: 0, writtenRows: 0, writtenBytes: 0 }

/** A binary body cannot stand in the text of a query: the engine reads it with file(), typed by the table itself. */
async function throughFile(
  connection: Connection,
  rows: { table: string; columns: string[] | undefined; format: string; payload: Buffer; scratch: string },
): Promise<Answer> {
  const described = await connection.queryAsync(`DESCRIBE TABLE ${rows.table}`, { format: 'JSONCompactEachRow' })
  const insertable = Buffer.from(described.bytes())
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as [name: string, type: string, kind: string])
    .filter(([name, , kind]) => (rows.columns ? rows.columns.includes(name) : kind === '' || kind === 'DEFAULT'))
  const byName = new Map(insertable.map(([name, type]) => [name, type]))
  const names = rows.columns ?? insertable.map(([name]) => name)
  const structure = names.map((name) => `\`${name}\` ${byName.get(name) ?? 'String'}`).join(', ')
  const file = path.join(rows.scratch, `${crypto.randomUUID()}.bin`)
  await writeFile(file, rows.payload)
  try {
    const list = names.map((name) => `\`${name}\``).join(', ')
    const source = `file('${quote(file)}', '${rows.format}', '${quote(structure)}')`
    const result = await connection.queryAsync(`INSERT INTO ${rows.table} (${list}) SELECT ${list} FROM ${source}`)
    return { ...nothing, readRows: result.rowsRead, writtenRows: result.rowsRead, writtenBytes: rows.payload.length }
  } finally {
    await rm(file, { force: true })
  }
}

function quote(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
}
