import type { Answer } from './answer'
import type { BodyFile } from './bodyFile'
import type { Connection } from './chdb'
import type { InsertStatement } from './insertStatement'

/** The engine reads the rows with file(), typed by the table itself. */
export async function insertFile(
  connection: Connection,
  { table, columns, format }: InsertStatement,
  { path, length }: BodyFile,
): Promise<Pick<Answer, 'writtenRows' | 'writtenBytes'>> {
  const described = await connection.queryAsync(`DESCRIBE TABLE ${table}`, { format: 'JSONCompactEachRow' })
  const insertable = Buffer.from(described.bytes())
    .toString('utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as [name: string, type: string, kind: string])
    .filter(([name, , kind]) => (columns ? columns.includes(name) : kind === '' || kind === 'DEFAULT'))
  const byName = new Map(
    insertable.map(([name, type, kind]) => [name, format === 'TabSeparated' ? asText(type, kind) : type]),
  )
  const names = columns ?? insertable.map(([name]) => name)
  const structure = names.map((name) => `\`${name}\` ${byName.get(name) ?? 'String'}`).join(', ')
  const list = names.map((name) => `\`${name}\``).join(', ')
  const source = `file('${quote(path)}', '${format}', '${quote(structure)}')`
  await connection.queryAsync(`INSERT INTO ${table} (${list}) SELECT ${list} FROM ${source}`)
  return { writtenRows: undefined, writtenBytes: length }
}

/** Plain strings are parsed faster than words of a dictionary, which a block of them becomes at once; \N is the default. */
function asText(type: string, kind: string): string {
  const plain = type.replace(/^LowCardinality\((.*)\)$/, '$1')
  return kind === 'DEFAULT' && !/^(Nullable|Array|Map|Tuple)\(/.test(plain) ? `Nullable(${plain})` : plain
}

function quote(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
}
