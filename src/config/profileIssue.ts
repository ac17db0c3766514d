import type { z } from 'zod'

/** An unknown field is named by itself, not by what it stands in. */
export function fieldOf(issue: z.core.$ZodIssue): string {
  const path = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path
  return path.join('.') || '(the whole file)'
}

/** Longer values are known by their field. */
const LONGEST_FOUND = 80

/** What stands in a field; a key may stand in an endpoint, and in a field that is none of ours. */
export function foundAt(input: unknown, { path, code }: z.core.$ZodIssue): string {
  if (code === 'unrecognized_keys' || path[0] === 'rpc') return ''
  const value = path.reduce((at, key) => Object(at)[key], input)
  const text = JSON.stringify(value)
  return text === undefined || typeof value === 'object' || text.length > LONGEST_FOUND ? '' : `; found ${text}`
}
