import type { Queryable } from '../../postgres/queryable'
import { settledSince } from './open'
import { readSettlement } from './settlementFile'
import { storedCorrections, storedSettlements } from './stored'

/** What a person reads of a distribution's corrections: those made of it, and those that it settles. */
export interface CorrectionSummary {
  /** oldest first; the last one supersedes the others and the published report */
  readonly supersededBy: readonly {
    readonly number: number
    readonly sha256: string
    readonly by: string
    readonly reason: string
    readonly at: Date
  }[]
  /** reports that settled some of it */
  readonly settledBy: readonly string[]
  /** whether something of the newest is still due */
  readonly isOpen: boolean
  /** distributions whose corrections it settles */
  readonly settles: readonly string[]
}

export async function correctionSummary(
  db: Queryable,
  distribution: { readonly id: string; readonly network: string; readonly program: string },
): Promise<CorrectionSummary> {
  const { id } = distribution
  const program = { network: distribution.network, name: distribution.program }
  const made = await storedCorrections(db, { ...program, id })
  const files = [...(await storedSettlements(db, program))].map(([by, file]) => {
    return { by, settles: readSettlement(file).corrections.map(({ supersedes }) => supersedes.id) }
  })
  const since = made.length === 0 ? new Map() : (await settledSince(db, program)).of(id)
  const newest = made.at(-1)
  return {
    supersededBy: made.map(({ number, sha256, by, reason, at }) => ({ number, sha256, by, reason, at })),
    settledBy: files.filter(({ settles }) => settles.includes(id)).map(({ by }) => by),
    isOpen: (newest?.amounts ?? []).some(({ pot, account, published, correct }) => {
      return correct - published !== (since.get(pot)?.get(account) ?? 0n)
    }),
    settles: files.find(({ by }) => by === id)?.settles ?? [],
  }
}
