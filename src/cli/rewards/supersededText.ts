interface Superseding {
  readonly number: number
  /** of the corrected report */
  readonly sha256: string
  /** reports that settle what is due of it */
  readonly settledBy: readonly string[]
}

/** Of a report that was published wrongly: by what it is superseded, and where that was settled. */
export function supersededText({ number, sha256, settledBy }: Superseding): string {
  const settled = settledBy.length === 0 ? 'which no report settles yet' : `settled in ${settledBy.join(', ')}`
  return `superseded by correction ${number} (sha256 ${sha256}), ${settled}`
}
