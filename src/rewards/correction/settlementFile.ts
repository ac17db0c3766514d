import { dueOf } from '../../economics/rewards/corrected'
import type { Due } from '../../economics/rewards/settlement'
import type { Hash } from '../../economics/units'
import { canonicalJson } from '../report/canonicalJson'
import { dueSums, type OpenCorrection } from './correction'

export const CORRECTIONS = 'corrections.json'

/** What is settled of each pot, by the pot's name. */
export type SettledPots = ReadonlyMap<string, readonly Due[]>

/**
 * Every correction that a report settles, whole: what was published and what is right, report and amounts, what of it was
 * settled before and is now, and what stays due. Whoever has it and the chain can compute the settlement again.
 */
export function settlementFile(corrections: readonly OpenCorrection[], settled: SettledPots): string {
  return canonicalJson({
    format: 'assay-corrections/v1',
    corrections: corrections.map((correction) => {
      const { supersedes, number, sha256, body, evidence } = correction
      return {
        ...{ number, supersedes: { id: supersedes.id, sha256: supersedes.sha256, report: supersedes.body } },
        ...{ sha256, report: body, ...(evidence !== null && { evidence }) },
        amounts: rowsOf(correction, settled),
      }
    }),
  })
}

function rowsOf({ supersedes, amounts }: OpenCorrection, settled: SettledPots) {
  const now = new Map<string, bigint>()
  for (const [pot, dues] of settled)
    for (const { of, account, amount } of dues) if (of === supersedes.id) now.set(`${pot} ${account}`, amount)
  return amounts.map((each) => {
    const due = dueOf(each)
    const amount = now.get(`${each.pot} ${each.account}`) ?? 0n
    return { ...each, due, settled: amount, open: due - amount }
  })
}

/** The same in a report: each correction by name and hash, and its sums. */
export function settlementSums(corrections: readonly OpenCorrection[], settled: SettledPots) {
  return corrections.map((correction) => {
    const rows = rowsOf(correction, settled)
    return {
      ...{ id: correction.supersedes.id, number: correction.number, sha256: correction.sha256 },
      ...dueSums(rows.map(({ account, settled: amount }) => ({ account, amount }))),
      open: dueSums(rows.map(({ account, open: amount }) => ({ account, amount }))),
    }
  })
}

/** A settlement as its file says it. Amounts are decimal text. */
export interface SettlementRead {
  readonly corrections: readonly {
    readonly number: number
    readonly supersedes: { readonly id: string; readonly sha256: Hash; readonly report: string }
    readonly sha256: Hash
    readonly report: string
    readonly amounts: readonly SettledRow[]
  }[]
}

type SettledRow = Readonly<
  Record<'pot' | 'account' | 'published' | 'correct' | 'before' | 'due' | 'settled' | 'open', string>
>

export function readSettlement(text: string): SettlementRead {
  return JSON.parse(text) as SettlementRead
}
