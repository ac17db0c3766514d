/**
 * What follows from a line. `refuse`: figures would be wrong. `lower`: figures are right, and less is proven or it takes
 * longer. `note`: worth knowing, or what could not be looked at.
 */
export type Severity = 'ok' | 'note' | 'lower' | 'refuse'

/** One thing that was looked at, beside what the profile says of it. */
export interface Line {
  /** of the profile, as its errors name it: `token.decimals`; or what of the node */
  readonly field: string
  readonly found: string
  readonly wanted?: string
  /** what to write into the profile, or into the environment */
  readonly write?: string
  /** what it means where there is nothing to write */
  readonly follows?: string
  readonly severity: Severity
  /** of a staking pool that is not one of the token: a mistake with a code of its own */
  readonly isPool?: true
}

export const ok = (field: string, found: string): Line => ({ field, found, severity: 'ok' })
export const note = (field: string, found: string, follows?: string): Line => ({
  ...{ field, found, severity: 'note' },
  ...(follows !== undefined && { follows }),
})
export const lower = (field: string, found: string, then: Pick<Line, 'write' | 'follows'>): Line => ({
  ...{ field, found, severity: 'lower', ...then },
})
export const refuse = (field: string, found: string, wanted: string, write: string): Line => ({
  ...{ field, found, wanted, write, severity: 'refuse' },
})

/** A line as text: found, wanted, what to write. */
export function asText({ field, found, wanted, ...then }: Line): string {
  return [`${field}: found ${found}`, wanted && `wanted ${wanted}`, nextOf(then)].filter(Boolean).join('; ')
}

export function nextOf({ write, follows }: Pick<Line, 'write' | 'follows'>): string | undefined {
  return write === undefined ? follows : `write ${write}`
}
