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
  /** what to write into the profile, or what follows where there is nothing to write */
  readonly write?: string
  readonly severity: Severity
  /** of a staking pool that is not one of the token: a mistake with a code of its own */
  readonly isPool?: true
}

export const ok = (field: string, found: string): Line => ({ field, found, severity: 'ok' })
export const note = (field: string, found: string, write?: string): Line => ({
  ...{ field, found, severity: 'note' },
  ...(write !== undefined && { write }),
})
export const lower = (field: string, found: string, write: string): Line => ({ field, found, write, severity: 'lower' })
export const refuse = (field: string, found: string, wanted: string, write: string): Line => ({
  ...{ field, found, wanted, write, severity: 'refuse' },
})

/** A line as text: found, wanted, what to write. */
export function asText({ field, found, wanted, write }: Line): string {
  return [`${field}: found ${found}`, wanted && `wanted ${wanted}`, write && `write ${write}`]
    .filter(Boolean)
    .join('; ')
}
