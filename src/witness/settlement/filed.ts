import { AssayError } from '../../errors'

/** What a correction says of a pot and an account; amounts as decimal text. */
export type CorrectedRow = Readonly<Record<'pot' | 'account' | 'published' | 'correct', string>>

/** The same as a report that settles it has it. */
export type FiledRow = CorrectedRow & Readonly<Record<'before' | 'due' | 'settled' | 'open', string>>

/** A report that supersedes a published one. */
export interface Correction {
  /** 1, 2, …: the highest of a distribution supersedes those before it */
  readonly number: number
  readonly sha256: string
  readonly report: string
  /** lines that it was computed from; unset: none */
  readonly evidence?: string | null
  readonly amounts: readonly CorrectedRow[]
}

/** A correction as a report that settles it has it. */
export interface FiledCorrection extends Correction {
  readonly supersedes: { readonly id: string; readonly sha256: string; readonly report: string }
  readonly amounts: readonly FiledRow[]
}

/** What a report settles: its `corrections.json`. */
export interface Filed {
  readonly corrections: readonly FiledCorrection[]
}

/** @param origin file, for the message @throws AssayError E-REPORT-FILE */
export function filedOf(text: string, origin: string): Filed {
  try {
    const filed = JSON.parse(text) as Filed & { readonly format: unknown }
    if (filed.format !== 'assay-corrections/v1') throw new TypeError('another format')
    for (const { number, sha256, report, supersedes, amounts } of filed.corrections) {
      const texts = [sha256, report, supersedes.id, supersedes.sha256, supersedes.report]
      if (!Number.isSafeInteger(number) || texts.some((each) => typeof each !== 'string'))
        throw new TypeError('no correction')
      for (const row of amounts) {
        if (typeof row.pot !== 'string' || typeof row.account !== 'string') throw new TypeError('no row')
        for (const amount of [row.published, row.correct, row.before, row.due, row.settled, row.open]) BigInt(amount)
      }
    }
    return filed
  } catch (cause) {
    throw new AssayError('E-REPORT-FILE', `${origin} is no file of what a report settles`, {
      next: 'Give the folder of the distribution as it was published, with its corrections.json.',
      cause,
    })
  }
}
