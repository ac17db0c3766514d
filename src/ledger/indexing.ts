import type { Snapshot } from '../postgres/snapshot'
import { redact } from '../process/redaction'

/** Blocks that follow on each other and were all checked to one level: `structure`, `bloom` or `block`. */
export interface CompleteRange {
  readonly level: string
  readonly fromBlock: number
  readonly toBlock: number
}

/** What somebody should look at, while it lasts; `since` in seconds. */
export interface Alarm {
  readonly code: string
  readonly message: string
  readonly since: number
}

/** How sure it is, block range by block range, that nothing is missing. A few rows however long the history is. */
export async function readCompleteness(snapshot: Snapshot, network: string): Promise<CompleteRange[]> {
  if (!(await snapshot.hasTable('public.completeness'))) return []
  return snapshot.rows<CompleteRange>(
    'select level, from_block as "fromBlock", to_block as "toBlock" from completeness where network = $1 order by from_block',
    [network],
  )
}

export async function readAlarms(snapshot: Snapshot, network: string): Promise<Alarm[]> {
  if (!(await snapshot.hasTable('public.alarm'))) return []
  const alarms = await snapshot.rows<Alarm>(
    'select code, message, extract(epoch from since)::int as since from alarm where network = $1 order by since, code',
    [network],
  )
  // Versions before the redaction stored what the library said.
  return alarms.map((alarm) => ({ ...alarm, message: redact(alarm.message) }))
}
