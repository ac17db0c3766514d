/** An address in both cases of letters, which tell by that whether one was mistyped. */
export interface Checksummed {
  readonly field: string
  readonly written: string
}

/** All of them in a profile as it is written, by field. */
export function checksummedIn(value: unknown, field = ''): Checksummed[] {
  if (typeof value === 'string')
    return /^0x[\da-fA-F]{40}$/.test(value) && /[a-f]/.test(value) && /[A-F]/.test(value)
      ? [{ field, written: value }]
      : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => checksummedIn(inner, field === '' ? key : `${field}.${key}`))
}
