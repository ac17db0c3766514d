/** Texts that JSON does not escape and UTF-8 writes one byte per character. */
const plain = /^[ !#-[\]-~]*$/

/** A key with its quotes and separators, joined once and not for every object. */
interface Key {
  readonly first: string
  readonly next: string
}
/** Keys kept. Arguments of events and words of evidence are some hundred; more would be keys made of data. */
const MAX_KEYS = 1_000
const keys = new Map<string, Key>()

function keyOf(name: string): Key | undefined {
  const cached = keys.get(name)
  if (cached) return cached
  if (!plain.test(name)) return undefined
  const key = { first: `{"${name}":"`, next: `","${name}":"` }
  if (keys.size < MAX_KEYS) keys.set(name, key)
  return key
}

/**
 * JSON of an object of plain texts, which is what the event log keeps: a third of what `JSON.stringify` takes.
 * @returns undefined for anything else
 */
export function plainJson(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return undefined
  let json = ''
  for (const name in value) {
    const text = (value as Record<string, unknown>)[name]
    if (typeof text !== 'string' || !plain.test(text)) return undefined
    const key = keyOf(name)
    if (key === undefined) return undefined
    json += (json === '' ? key.first : key.next) + text
  }
  return json === '' ? undefined : `${json}"}`
}
