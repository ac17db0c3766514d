import type { Given } from '../given'
import type { Superseded } from '../settlement/corrected'
import { type Filed, type FiledCorrection, filedOf } from '../settlement/filed'
import type { Lie } from './lie'
import { idOf } from './neighbours'
import { type Report, sha256Of } from './report'

export const CORRECTIONS = 'corrections.json'

/** What the folders at hand say of corrections. */
export interface ToldSettlements {
  /** reports that others supersede */
  readonly superseded: ReadonlyMap<string, Superseded & { readonly corrections: readonly FiledCorrection[] }>
  /** what reports settle, by the id of the report */
  readonly filed: ReadonlyMap<string, Filed>
  /** reports that settle, and whose file is not at hand */
  readonly missing: readonly string[]
  readonly lies: readonly Lie[]
}

/**
 * Corrections by the files of what reports settle. Only a report that the chain was told of is a witness, the one that is
 * verified, and the one that either names as the report before it: anybody may lay a folder beside another.
 * @param toldOf hash that the chain was told of a distribution
 */
export function toldSettlements(
  { report, neighbours, settlements }: Given,
  toldOf: (id: string) => string | undefined,
) {
  const reports = new Map<string, Report>([...neighbours, [idOf(report), report]])
  const sealed = sealedBy(reports, idOf(report), toldOf)
  const filed = new Map<string, Filed>()
  const missing: string[] = []
  const lies: Lie[] = []
  const corrections = new Map<string, Map<number, FiledCorrection>>()
  for (const [id, { inputs, sha256 }] of [...reports].sort(byPeriod)) {
    if (!inputs.corrections || sealed.get(id) !== sha256) continue
    const text = settlements.get(id)
    const what = id === idOf(report) ? CORRECTIONS : `${CORRECTIONS} of ${id}`
    if (text === undefined) {
      missing.push(id)
      continue
    }
    const wanted = inputs.corrections.sha256
    if (sha256Of(text) !== wanted) lies.push({ what, where: 'sha256', found: sha256Of(text), wanted })
    const file = filedOf(text, what)
    filed.set(id, file)
    for (const correction of file.corrections) {
      const of = correction.supersedes.id
      corrections.set(
        of,
        (corrections.get(of) ?? new Map<number, FiledCorrection>()).set(correction.number, correction),
      )
    }
  }
  const superseded = [...corrections].map(([id, byNumber]) => {
    const made = [...byNumber.values()].sort((a, b) => a.number - b.number)
    return [
      id,
      { id, report: made.at(-1)!.supersedes.report, sealed: sealed.get(id) ?? null, corrections: made },
    ] as const
  })
  return { superseded: new Map(superseded), filed, missing, lies }
}

/** Hashes of reports as the chain was told; where it was not, as the one that is verified or a sealed one after it says. */
function sealedBy(reports: ReadonlyMap<string, Report>, own: string, toldOf: (id: string) => string | undefined) {
  const sealed = new Map<string, string>()
  for (const [id, { sha256, inputs }] of [...reports].sort(byPeriod).reverse()) {
    const hash = toldOf(id) ?? sealed.get(id) ?? (id === own ? sha256 : undefined)
    if (hash === undefined) continue
    sealed.set(id, hash)
    const { previous } = inputs
    if (previous !== null && hash === sha256) sealed.set(previous.id, toldOf(previous.id) ?? previous.sha256)
  }
  return sealed
}

/** Latest last: of one program, the later was pinned later. */
function byPeriod([, a]: readonly [string, Report], [, b]: readonly [string, Report]): number {
  return a.pinned.number - b.pinned.number
}
