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
  for (const { key, written } of sortedKeys(fields)) {
    text += (text === '' ? '{' : ',') + written + canonicalJson(fields[key])
  }
  return text === '' ? '{}' : `${text}}`
}

interface Key {
  readonly key: string
  /** as JSON has it, with its colon */
  readonly written: string
}

interface Shape {
  /** in the order they came in */
  readonly keys: readonly string[]
  readonly sorted: readonly Key[]
}

/** Shapes that are kept, the last one met first. A report has a dozen; data of other shapes is sorted each time. */
const MAX_SHAPES = 16
const shapes: Shape[] = []

/** A million rows have the same keys in the same order, and sorting them is half of writing a row. */
function sortedKeys(fields: object): readonly Key[] {
  const keys = Object.keys(fields)
  for (const shape of shapes) if (isOf(shape, keys)) return shape.sorted
  const sorted = [...keys].sort().map((key) => ({ key, written: `${JSON.stringify(key)}:` }))
  if (shapes.length >= MAX_SHAPES) shapes.pop()
  shapes.unshift({ keys, sorted })
  return sorted
}

function isOf(shape: Shape, keys: readonly string[]): boolean {
  if (shape.keys.length !== keys.length) return false
  for (let at = 0; at < keys.length; at++) if (shape.keys[at] !== keys[at]) return false
  return true
}

/** One line of canonical JSON per row, sorted: the order of the rows does not show. */
export function sortedLines(rows: readonly object[]): string[] {
  return rows.map(canonicalJson).sort()
}
