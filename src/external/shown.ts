/** Longer values are known by where they stand. */
const LONGEST = 80

/** A value of somebody else's file, fit for a terminal: nothing in it moves a cursor, turns a line or fills a screen. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  const short = text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
  return short.replace(/[^ -~…]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A key of an object as part of a path: bare where it is a plain word. */
export function keyShown(key: string): string {
  return /^\w{1,66}$/.test(key) ? key : shown(key)
}
