import type { Distribution } from '../distribution'
import type { Findings } from '../findings'

/** Each account once: two entries that differ in letter case are one account on the chain. */
export function checkDuplicates(findings: Findings, { rows }: Distribution): void {
  const first = new Map<string, string>()
  for (const { key, where } of rows) {
    const before = first.get(key)
    if (before === undefined) first.set(key, where)
    else findings.add('duplicates', where, `the account of ${before}`)
  }
}

/** What is paid in all, by token. */
export function totalsOf({ rows }: Distribution): Record<string, bigint> {
  const totals = new Map<string, bigint>()
  for (const { amounts } of rows)
    for (const [token, amount] of Object.entries(amounts)) totals.set(token, (totals.get(token) ?? 0n) + amount)
  return Object.fromEntries(totals)
}
