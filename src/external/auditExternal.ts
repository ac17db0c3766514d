import { loadKeccak } from '../keccak'
import { checkBefore, type Earlier, earlier } from './checks/before'
import { checkFunding, type Funding } from './checks/funding'
import { checkLeaves } from './checks/leaves'
import { checkDuplicates, totalsOf } from './checks/rows'
import type { Distribution } from './distribution'
import { type CheckId, externalChecks, Findings } from './findings'
import { type ExternalFormat, readers } from './formats'
import { readJson } from './read'

/** One question, answered twice: by the file, and by whoever reads it. */
export interface ExternalCheck {
  readonly id: CheckId
  readonly title: string
  readonly ok: boolean
  readonly expected: string
  readonly actual: string
  /** what is wrong, by where it stands in the file */
  readonly evidence: Readonly<Record<string, string>>
}

/** Somebody else's published distribution, checked. */
export interface ExternalAudit {
  readonly file: string
  /** format and version, in words */
  readonly kind: string
  readonly leaf: string
  /** as the file states it: the one to compare with the contract's */
  readonly root: string
  readonly rows: number
  /** base units paid, by token */
  readonly totals: Readonly<Record<string, string>>
  readonly ok: boolean
  readonly checks: readonly ExternalCheck[]
  /** checks that were not made, and why */
  readonly unasked: Readonly<Partial<Record<CheckId, string>>>
}

export interface ExternalOptions {
  readonly format: ExternalFormat
  readonly funding?: Funding | undefined
  /** the file published just before this one */
  readonly before?: string | undefined
}

const checkIds = Object.keys(externalChecks) as CheckId[]

/** @throws AssayError E-EXTERNAL-FILE, E-EXTERNAL-FORMAT, E-USAGE */
export async function auditExternal(
  file: string,
  { format, funding, before }: ExternalOptions,
): Promise<ExternalAudit> {
  // The file before is let go once its amounts are known: both at once would need twice the memory.
  const past = before === undefined ? undefined : await readEarlier(before, format)
  const findings = new Findings()
  const distribution = await readDistribution(findings, file, format)
  checkDuplicates(findings, distribution)
  const climbed = checkLeaves(findings, distribution)
  if (checkIds.every((id) => findings.count(id) === 0)) {
    const refusal = distribution.secondOpinion?.()
    if (refusal !== undefined) findings.add('root', 'tree', refusal)
  }
  const totals = totalsOf(distribution)
  const sums = checkFunding(findings, distribution, totals, funding)
  if (past) checkBefore(findings, distribution, past)

  const unasked: Partial<Record<CheckId, string>> = {}
  if (sums === 0) unasked.funding = 'the file states no sum that its rows make: give --funding AMOUNT'
  if (!past) unasked.before = 'give --before FILE, the file published before it, where amounts are cumulative'
  const rows = distribution.rows.length
  const figures: Partial<Record<CheckId, readonly [expected: string, actual: string]>> = {
    leaves: [`${rows} rows climb`, `${climbed.standing} climb`],
    root: [climbed.root ?? 'the root of rows that can be read', distribution.root.toLowerCase()],
    funding: [`${sums} sums equal`, `${sums - findings.count('funding')} equal`],
  }
  const checks = checkIds
    .filter((id) => unasked[id] === undefined)
    .map((id): ExternalCheck => {
      const count = findings.count(id)
      const [expected, actual] = figures[id] ?? ['0 wrong', `${count} wrong`]
      return { id, title: externalChecks[id], ok: count === 0, expected, actual, evidence: findings.evidence(id) }
    })
  return {
    file,
    kind: distribution.kind,
    leaf: distribution.encoding,
    root: distribution.root,
    rows,
    totals: Object.fromEntries(Object.entries(totals).map(([token, amount]) => [token, String(amount)])),
    ok: checks.every(({ ok }) => ok),
    checks,
    unasked,
  }
}

/** A file that is not true itself is nothing to compare with: it may have been made to fit. */
async function readEarlier(file: string, format: ExternalFormat): Promise<Earlier> {
  const findings = new Findings()
  const distribution = await readDistribution(findings, file, format)
  checkDuplicates(findings, distribution)
  checkLeaves(findings, distribution)
  const wrong = checkIds.filter((id) => findings.count(id) > 0)
  return { ...earlier(distribution), wrong }
}

async function readDistribution(findings: Findings, file: string, format: ExternalFormat): Promise<Distribution> {
  return readers[format](findings, await loadKeccak(), await readJson(findings, file))
}
