import type { Distribution } from '../distribution'
import type { Findings } from '../findings'
import { keyShown } from '../shown'

/** A file published before, as far as it is compared. */
export interface Earlier {
  readonly root: string
  /** cumulative amounts by token and account */
  readonly amounts: ReadonlyMap<string, bigint>
  /** checks that it fails itself */
  readonly wrong: readonly string[]
}

export function earlier(distribution: Distribution): Omit<Earlier, 'wrong'> {
  return { root: distribution.root.toLowerCase(), amounts: byAccount(distribution) }
}

/** Cumulative amounts never fall: what was accrued can be claimed from the newer root only. */
export function checkBefore(findings: Findings, distribution: Distribution, before: Earlier): void {
  if (before.wrong.length > 0)
    findings.add(
      'before',
      '--before',
      `that file fails itself: ${before.wrong.join(', ')}; audit it alone to see where`,
    )
  const now = byAccount(distribution)
  let [added, total] = [0n, 0n]
  for (const amount of now.values()) total += amount
  for (const [key, amount] of before.amounts) {
    added -= amount
    const [account = '', token = ''] = key.split('/')
    const where = token === 'amount' ? keyShown(account) : `${keyShown(account)} of ${keyShown(token)}`
    const later = now.get(key)
    if (later === undefined) findings.add('before', where, `is missing; had ${amount} before`)
    else if (later < amount)
      findings.add('before', where, `has ${later}, ${amount - later} less than the ${amount} before`)
  }
  added += total
  if (distribution.added !== undefined && added > distribution.added)
    findings.add(
      'before',
      'sumAmountToFund',
      `${distribution.added} was funded, ${added} was added since the file before: ${added - distribution.added} more`,
    )
  const parent = distribution.parent?.toLowerCase()
  if (parent !== undefined && parent !== before.root)
    findings.add(
      'before',
      'parentRoot',
      `the file before it has the root ${keyShown(parent)}; the one given has ${keyShown(before.root)}`,
    )
}

function byAccount({ rows }: Distribution): Map<string, bigint> {
  const amounts = new Map<string, bigint>()
  for (const row of rows)
    for (const [token, amount] of Object.entries(row.amounts)) {
      const key = `${row.account}/${token}`
      amounts.set(key, (amounts.get(key) ?? 0n) + amount)
    }
  return amounts
}
