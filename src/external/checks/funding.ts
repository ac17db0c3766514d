import { AssayError } from '../../errors'
import type { Distribution } from '../distribution'
import type { Findings } from '../findings'
import { keyShown } from '../shown'

/** Base units by token; of the one token under the empty name. */
export type Funding = Readonly<Record<string, bigint>>

/** `1000`, or `0x…=1000,0x…=2000`. @throws AssayError E-USAGE */
export function parseFunding(text: string): Funding {
  const parts = text.split(',').map((part) => /^(?:([^=]+)=)?(\d{1,78})$/.exec(part.trim()))
  const named = parts.flatMap((part) => (part ? [[(part[1] ?? '').toLowerCase(), BigInt(part[2]!)] as const] : []))
  const funding = Object.fromEntries(named)
  if (
    named.length === parts.length &&
    Object.keys(funding).length === parts.length &&
    (parts.length === 1 || !('' in funding))
  )
    return funding
  throw new AssayError('E-USAGE', `--funding ${text} is no amount`, {
    next: 'Give base units: 1000, or TOKEN=1000,TOKEN=2000 where there are several tokens.',
  })
}

/** Σ beside what the file states and beside what was said on the command line. Returns how many sums were compared. */
export function checkFunding(
  findings: Findings,
  { statements }: Distribution,
  totals: Readonly<Record<string, bigint>>,
  funding: Funding | undefined,
): number {
  for (const { where, stated, sum } of statements) compare(findings, where, stated, sum)
  if (!funding) return statements.length
  const tokens = Object.keys(totals)
  if ('' in funding) {
    if (tokens.length > 1)
      throw new AssayError('E-USAGE', 'there are several tokens: --funding must name them', {
        next: `Give TOKEN=AMOUNT,… of ${tokens.map(keyShown).join(', ')}.`,
      })
    compare(findings, '--funding', funding['']!, totals[tokens[0]!] ?? 0n)
    return statements.length + 1
  }
  for (const token of new Set([...tokens, ...Object.keys(funding)]))
    if (funding[token] === undefined)
      findings.add('funding', keyShown(token), `${totals[token]} is paid, and no funding was given for it`)
    else compare(findings, `--funding ${keyShown(token)}`, funding[token], totals[token] ?? 0n)
  return statements.length + Object.keys(funding).length
}

function compare(findings: Findings, where: string, stated: bigint, sum: bigint): void {
  if (sum === stated) return
  const by = sum > stated ? `${sum - stated} more` : `${stated - sum} less`
  findings.add('funding', where, `${stated} is funded, the rows sum to ${sum}: ${by}`)
}
