import type { BlockNumber, Seconds } from '../economics/units'
import type { Snapshot } from '../postgres/snapshot'

/** What the newest whole audit of a network said. */
export interface LastAudit {
  readonly block: BlockNumber
  readonly at: Seconds
  /** ids of the checks that fail */
  readonly failing: readonly string[]
}

/** null before the first, and before any table exists. */
export async function lastAudit(snapshot: Snapshot, network: string): Promise<LastAudit | null> {
  if (!(await snapshot.hasTable('public.audit_report'))) return null
  const [row] = await snapshot.rows<LastAudit>(
    `select block, extract(epoch from at)::int as at, failing from audit_report where network = $1 order by id desc limit 1`,
    [network],
  )
  return row ?? null
}
