import { keyShown } from './shown'

interface Open {
  /** keys so far; none in an array */
  readonly keys?: Set<string>
  at: string | number
  /** in an object: the next text is a key */
  key: boolean
}

/**
 * Paths of keys that stand twice in one object. `JSON.parse` keeps the last and says nothing, so that a reader and a
 * program that keeps the first see two distributions in one file.
 * @param text valid JSON
 */
export function duplicateKeys(text: string): string[] {
  const found: string[] = []
  const open: Open[] = []
  for (let at = 0; at < text.length; at++) {
    const inside = open.at(-1)
    switch (text[at]) {
      case '{':
        open.push({ keys: new Set(), at: '', key: true })
        break
      case '[':
        open.push({ at: 0, key: false })
        break
      case '}':
      case ']':
        open.pop()
        break
      case ',':
        if (inside?.keys) inside.key = true
        else if (inside) inside.at = Number(inside.at) + 1
        break
      case '"': {
        const from = at
        for (at++; text[at] !== '"'; at++) if (text[at] === '\\') at++
        if (!inside?.keys || !inside.key) break
        const key: string = JSON.parse(text.slice(from, at + 1))
        inside.at = key
        inside.key = false
        if (inside.keys.has(key)) found.push(open.map((each) => keyShown(String(each.at))).join('.'))
        inside.keys.add(key)
      }
    }
  }
  return found
}
