import { type Amounts, amountsOf, type CorrectedAmount, correctedAmounts } from '../../economics/rewards/corrected'
import type { Queryable } from '../../postgres/queryable'
import { asEvidence } from '../evidence/evidence'
import type { BuiltReport } from '../report/build'
import { isOpen, type OpenCorrection } from './correction'
import { newestOf, withSettled } from './open'
import { publishedAmounts } from './published'
import { SettledSince } from './settledSince'
import { readSettlement } from './settlementFile'
import { type StoredCorrection, storedCorrections, storedSettlements } from './stored'

/** A correction that stands, as it was made and as it would be made now. */
export interface CorrectedAgain {
  readonly stored: StoredCorrection
  readonly amounts: readonly CorrectedAmount[]
}

/**
 * The corrections of a program while its reports are rebuilt, oldest first. Of rows it takes which corrections there were
 * and which of them each report took in; amounts of the newest are those of the report rebuilt beside the published one,
 * and what is settled is what the rebuilt reports settle. Only a correction that was itself corrected is believed by its
 * rows: what it was computed from is gone.
 */
export class CorrectionsAgain {
  private readonly since = new SettledSince()
  private readonly again = new Map<string, OpenCorrection>()

  private constructor(
    private readonly all: readonly StoredCorrection[],
    private readonly newest: ReadonlyMap<string, StoredCorrection>,
    private readonly settlements: ReadonlyMap<string, string>,
    private readonly reported: ReadonlySet<string>,
  ) {}

  static async read(db: Queryable, program: { readonly network: string; readonly name: string }) {
    const all = await storedCorrections(db, program)
    const newest = new Map(newestOf(all).map((each) => [each.supersedes.id, each]))
    const settlements = await storedSettlements(db, program)
    const { rows } =
      all.length === 0
        ? { rows: [] }
        : await db.query<{ id: string }>(
            `select d.id from distribution d join report r on r.distribution_id = d.id
             where d.network = $1 and d.program = $2`,
            [program.network, program.name],
          )
    return new CorrectionsAgain(all, newest, settlements, new Set(rows.map(({ id }) => id)))
  }

  /** How the report that supersedes a distribution is rebuilt; null: none does. */
  formOf(id: string) {
    const newest = this.newest.get(id)
    if (newest === undefined) return null
    const { ruleset, number, body, evidence, supersedes } = newest
    return {
      ...{ ruleset, evidence: evidence === null ? null : asEvidence(evidence) },
      anchored: 'log' in (JSON.parse(body) as { readonly inputs: object }).inputs,
      supersedes: { id, sha256: supersedes.sha256, number },
    }
  }

  /** What a report settles: those that it names, or, before it is closed, those that are open. */
  takenBy(id: string): OpenCorrection[] {
    const file = this.settlements.get(id)
    if (file !== undefined)
      return readSettlement(file).corrections.flatMap(({ supersedes, number }) => {
        const taken = this.all.find((each) => each.supersedes.id === supersedes.id && each.number === number)
        return taken === undefined ? [] : [this.asOfNow(taken)]
      })
    if (this.reported.has(id)) return []
    return [...this.again.values()].map((each) => this.asOfNow(each)).filter(isOpen)
  }

  /** Takes in a rebuilt report. @returns what is corrected by it, where it supersedes another */
  async add(db: Queryable, built: BuiltReport): Promise<CorrectedAgain | null> {
    if (built.corrections !== null) this.since.add(built.corrections)
    const stored = this.newest.get(built.id)
    if (stored === undefined) return null
    const amounts = correctedAmounts(await publishedAmounts(db, built.id), amountsOf(built.pots), settledBy(stored))
    const { number, supersedes, evidence } = stored
    this.again.set(built.id, { number, supersedes, evidence, sha256: built.sha256, body: built.body, amounts })
    return { stored, amounts }
  }

  private asOfNow(correction: OpenCorrection): OpenCorrection {
    const rebuilt = this.again.get(correction.supersedes.id)
    const one = rebuilt?.number === correction.number ? rebuilt : correction
    return withSettled(one, this.since.of(one.supersedes.id))
  }
}

/** What had been settled when a correction was made: it names those accounts too. */
function settledBy({ amounts }: OpenCorrection): Amounts {
  const pots = new Map<string, Map<string, bigint>>()
  for (const { pot, account, before } of amounts)
    pots.set(pot, (pots.get(pot) ?? new Map<string, bigint>()).set(account, before))
  return pots
}
