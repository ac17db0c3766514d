import type { ExternalAudit } from './auditExternal'
import { shown } from './shown'

/** An audit for a person: what was read, the root to compare with the contract's, every check, every lie by its place. */
export function asText({ file, kind, leaf, root, rows, totals, checks, unasked }: ExternalAudit): string {
  const failed = checks.filter(({ ok }) => !ok).length
  return [
    `${file}: ${kind}`,
    `  root  ${shown(root).slice(1, -1)}: is it the one that the contract holds?`,
    `  leaf  ${leaf}`,
    `  paid  ${rows} rows: ${Object.entries(totals)
      .map(([token, amount]) => `${amount} ${shown(token).slice(1, -1)}`)
      .join(', ')}`,
    `  ${checks.length - failed} of ${checks.length} checks hold`,
    ...checks.map(({ id, title, ok, expected, actual, evidence }) => {
      if (ok) return `  ok    ${id.padEnd(12)} ${title}`
      const where = Object.entries(evidence).map(([place, what]) => `\n          ${place}: ${what}`)
      return `  FAILS ${id.padEnd(12)} ${title}\n          expected ${expected}, is ${actual}${where.join('')}`
    }),
    ...Object.entries(unasked).map(([id, reason]) => `  –     ${id.padEnd(12)} not asked: ${reason}`),
  ].join('\n')
}
