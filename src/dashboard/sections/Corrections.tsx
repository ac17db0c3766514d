import { periodName } from '../time'

interface Corrected {
  readonly correction: { readonly number: number } | null
  /** ids of distributions */
  readonly settles: readonly string[]
}

/** In words, under a distribution's state: that its report is superseded, and whose corrections it settles. */
export function Corrections({ of: { correction, settles } }: { of: Corrected }) {
  return (
    <>
      {correction && <div className="as-of">superseded by correction {correction.number}</div>}
      {settles.length > 0 && <div className="as-of">settles {settledPeriods(settles)}</div>}
    </>
  )
}

/** One program's ids, of which only the periods tell them apart. */
function settledPeriods(ids: readonly string[]): string {
  const periods = ids.map((id) => periodName(id.slice(id.lastIndexOf(':') + 1)))
  return `${periods.length === 1 ? 'a correction' : 'corrections'} of ${periods.join(', ')}`
}
