import { type CorrectedAmount, dueOf } from '../../economics/rewards/corrected'
import { REVENUE } from '../../economics/rewards/settlement'
import type { BaseUnits, Hash } from '../../economics/units'

/** A report as another one names it. */
export interface NamedReport {
  readonly id: string
  readonly sha256: Hash
  readonly body: string
}

/** A correction as a report that settles some of it takes it in. */
export interface OpenCorrection {
  readonly supersedes: NamedReport
  /** 1, 2, …: the highest of a distribution supersedes those before it */
  readonly number: number
  /** of the corrected report */
  readonly sha256: Hash
  readonly body: string
  /** lines of evidence that the corrected report was computed from; null where its program needs none */
  readonly evidence: string | null
  readonly amounts: readonly CorrectedAmount[]
}

/** Whether anything of it is still due. */
export function isOpen({ amounts }: Pick<OpenCorrection, 'amounts'>): boolean {
  return amounts.some((each) => dueOf(each) !== 0n)
}

/** Dues by what they are: to be paid, to be withheld, and of the pot itself. */
export interface DueSums {
  readonly credits: BaseUnits
  readonly debts: BaseUnits
  readonly revenue: BaseUnits
}

export function dueSums(dues: readonly { readonly account: string; readonly amount: BaseUnits }[]): DueSums {
  const sum = (of: (due: (typeof dues)[number]) => BaseUnits) => dues.reduce((total, due) => total + of(due), 0n)
  return {
    credits: sum(({ account, amount }) => (account !== REVENUE && amount > 0n ? amount : 0n)),
    debts: sum(({ account, amount }) => (account !== REVENUE && amount < 0n ? -amount : 0n)),
    revenue: sum(({ account, amount }) => (account === REVENUE ? amount : 0n)),
  }
}
