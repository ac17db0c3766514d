import { createHash } from 'node:crypto'
import { AssayError } from '../../errors'
import type { Figures } from '../figures'
import type { Shares } from '../shares'
import type { Sums } from '../sums'

/** What a report says, as far as it is compared. */
export interface Report {
  readonly text: string
  readonly sha256: string
  readonly network: string
  readonly program: string
  readonly ruleset: string
  readonly period: { readonly id: string }
  readonly pinned: { readonly number: number; readonly hash: string; readonly time: number }
  readonly carry: { readonly amount: string }
  readonly explanations: string
  readonly root: string | null
  readonly cumulative?: { readonly since: string; readonly root: string | null }
  readonly inputs: {
    readonly previous: { readonly id: string; readonly sha256: string; readonly carry: string } | null
    readonly evidence?: { readonly sha256: string }
    /** what it settles of periods that were published wrongly */
    readonly corrections?: { readonly sha256: string }
  }
  readonly pots?: readonly { readonly name: string; readonly carryIn: string }[]
}

export const sha256Of = (text: string) => `0x${createHash('sha256').update(text, 'utf8').digest('hex')}`

/** @param origin file, for the message @throws AssayError E-REPORT-FILE */
export function reportOf(text: string, origin: string): Report {
  try {
    const report = JSON.parse(text) as Report & { readonly format: unknown }
    const { network, program, ruleset } = report
    if (report.format !== 'assay-report/v1' || ![network, program, ruleset, report.period.id].every(isText))
      throw new TypeError('another format')
    if (![report.pinned.number, report.pinned.time].every(Number.isSafeInteger) || !isText(report.carry.amount))
      throw new TypeError('no pinned block, or no carry')
    if (report.inputs.previous !== null && !isText(report.inputs.previous.sha256)) throw new TypeError('no previous')
    return { ...report, text, sha256: sha256Of(text) }
  } catch (cause) {
    throw new AssayError('E-REPORT-FILE', `${origin} is not a report of ours`, {
      next: 'Give the report.json of a distribution.',
      cause,
    })
  }
}

const isText = (value: unknown) => typeof value === 'string'

/** Every value of a report by its path: amounts and texts as they are, the rest as JSON. */
export function figuresIn(value: unknown, path = ''): Figures {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { [path]: typeof value === 'string' || value === null ? value : JSON.stringify(value) }
  const fields = Object.entries(value).map(([key, each]) => figuresIn(each, path ? `${path}.${key}` : key))
  return Object.assign({}, ...fields)
}

/** Shares as `claims.csv` lists them: by account, ascending, those of 0 too; beside them what accounts were ever given. */
export function claimsCsv(shares: Shares, sums: Sums | null): string {
  if (sums !== null) {
    const none = { amount: 0n, weight: 0n }
    const accounts = [...new Set([...sums.keys(), ...shares.keys()])].sort()
    const rows = accounts.map((account) => {
      const { amount, weight } = shares.get(account) ?? none
      return `${account},${sums.get(account) ?? 0n},${amount},${weight}\n`
    })
    return `account,cumulative,amount,weight\n${rows.join('')}`
  }
  const lines = [...shares].map(([account, { amount, weight }]) => `${account},${amount},${weight}\n`)
  return `account,amount,weight\n${lines.join('')}`
}

/** Figures of each pot by its name; none where a report has but one, and does not name it. */
export function potsOf(report: object): Map<string, Figures> {
  const { pots = [] } = report as { readonly pots?: readonly { readonly name: string }[] }
  return new Map(pots.map((pot) => [pot.name, figuresIn(pot)]))
}
