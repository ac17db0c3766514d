/** Texts that JSON does not escape and UTF-8 writes one byte per character. */
const plain = /^[ !#-[\]-~]*$/

/**
 * One text per value: keys sorted by code unit, no spaces, amounts (bigint) as decimal strings, numbers only when they
 * are whole and safe. A text that a hash vouches for must not depend on who wrote it.
 * @throws TypeError for anything else, `undefined` included
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return plain.test(value) ? `"${value}"` : JSON.stringify(value)
    case 'bigint':
      return `"${value}"`
    case 'number':
      if (Number.isSafeInteger(value)) return String(value)
      break
    case 'boolean':
      return String(value)
    case 'object':
      if (value === null) return 'null'
      if (!Array.isArray(value)) return objectText(value as Readonly<Record<string, unknown>>)
      return arrayText(value)
  }
  throw new TypeError(`no canonical JSON for ${typeof value} ${String(value)}`)
}

function arrayText(values: readonly unknown[]): string {
  let text = '['
  for (let at = 0; at < values.length; at++) text += (at === 0 ? '' : ',') + canonicalJson(values[at])
  return `${text}]`
}

function objectText(fields: Readonly<Record<string, unknown>>): string {
  let text = ''
  for (const { key, written } of sortedKeys(Object.keys(fields))) {
    text += (text === '' ? '{' : ',') + written + canonicalJson(fields[key])
  }
  return text === '' ? '{}' : `${text}}`
}

interface Key {
  readonly key: string
  /** as JSON has it, with its colon */
  readonly written: string
}

/** Sets of keys that are kept sorted. Those of reports are some twenty; more would be keys made of data. */
const MAX_SHAPES = 1_000
/** By the keys in the order they came in, joined: a million rows have the same, and sorting them is half of their text. */
const shapes = new Map<string, readonly Key[]>()

function sortedKeys(keys: readonly string[]): readonly Key[] {
  const name = keys.join('\n')
  const sorted = shapes.get(name)
  // Keys may hold what joins them: those are counted.
  if (sorted !== undefined && sorted.length === keys.length) return sorted
  const made = [...keys].sort().map((key) => ({ key, written: `${JSON.stringify(key)}:` }))
  if (shapes.size < MAX_SHAPES && !keys.some((key) => key.includes('\n'))) shapes.set(name, made)
  return made
}

/** One line of canonical JSON per row, sorted: the order of the rows does not show. */
export function sortedLines(rows: readonly object[]): string[] {
  return rows.map(canonicalJson).sort()
}
