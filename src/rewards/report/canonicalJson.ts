/**
 * One text per value: keys sorted by code unit, no spaces, amounts (bigint) as decimal strings, numbers only when they
 * are whole and safe. A text that a hash vouches for must not depend on who wrote it.
 * @throws TypeError for anything else, `undefined` included
 */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'bigint') return `"${value}"`
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value === 'object') {
    const keys = Object.keys(value).sort()
    const fields = value as Record<string, unknown>
    return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(fields[key])}`).join(',')}}`
  }
  throw new TypeError(`no canonical JSON for ${typeof value} ${String(value)}`)
}

/** One line of canonical JSON per row, sorted: the order of the rows does not show. */
export function sortedLines(rows: readonly object[]): string[] {
  return rows.map(canonicalJson).sort()
}
