/** One place where two reports differ. */
export interface Difference {
  readonly path: string
  readonly left: unknown
  readonly right: unknown
}

/** Every leaf of two JSON values that differs, by path. @param left parsed report @param right parsed report */
export function differences(left: unknown, right: unknown, path = ''): Difference[] {
  if (Object.is(left, right)) return []
  if (!isObject(left) || !isObject(right)) return [{ path: path || '(the whole report)', left, right }]
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].sort()
  return keys.flatMap((key) => differences(left[key], right[key], path ? `${path}.${key}` : key))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
