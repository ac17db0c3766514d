/** INSERT … FORMAT … whose rows come apart from it. */
export interface InsertStatement {
  readonly table: string
  readonly columns: readonly string[] | undefined
  readonly settings: string | undefined
  readonly format: string
}

const shape =
  /^\s*INSERT\s+INTO\s+(?:TABLE\s+)?(?<table>(?:\w+|`[^`]+`)(?:\.(?:\w+|`[^`]+`))?)\s*(?:\((?<columns>[^()]*)\))?\s*(?:SETTINGS\s(?<settings>[^;]*?))?\s*FORMAT\s+(?<format>\w+)\s*;?\s*$/i

export function parseInsert(sql: string): InsertStatement | undefined {
  const parts = shape.exec(sql)?.groups
  if (!parts) return undefined
  const columns = parts.columns
    ?.split(',')
    .map((name) => name.trim().replace(/^`(.*)`$/, '$1'))
    .filter(Boolean)
  return { table: parts.table!, columns, settings: parts.settings, format: textFormats[parts.format!] ?? parts.format! }
}

/** Formats the engine parses straight from memory, by their names here and there. */
const textFormats: Readonly<Record<string, string>> = {
  JSONEachRow: 'JSONEachRow',
  JSONCompactEachRow: 'JSONCompactEachRow',
  CSV: 'CSV',
  CSVWithNames: 'CSVWithNames',
  TSV: 'TabSeparated',
  TabSeparated: 'TabSeparated',
  TSVWithNames: 'TabSeparatedWithNames',
  TabSeparatedWithNames: 'TabSeparatedWithNames',
}

/** Whether the engine can take the rows from memory; any others go through a file. */
export function fitsMemory({ table, columns, format }: InsertStatement): boolean {
  return format in textFormats && [...table.split('.'), ...(columns ?? [])].every((name) => /^\w+$/.test(name))
}

/**
 * Whether the engine can take the rows from a file, whose columns must be known beforehand: not where a row may leave
 * some of them out, or the first row names them.
 */
export function fitsFile({ format }: InsertStatement): boolean {
  return format === 'TabSeparated' || !(format in textFormats)
}
