import type { Profile } from '../config/profile'
import type { BaseUnits, BlockNumber } from '../economics/units'
import type { Snapshot } from '../postgres/snapshot'
import { redact } from '../process/redaction'
import type { Alarm } from './indexing'
import { UNNAMED } from './issued'

/** What figures of a network need beside its balances. */
export interface Standing {
  readonly alarms: readonly Alarm[]
  /** whether figures of it have been compared with its contracts, whatever was found */
  readonly compared: boolean
  /** the first block of which anything is recorded; told only before the first comparison */
  readonly firstBlock: BlockNumber | null
  /** what nothing names of the token's first block of issues */
  readonly firstIssue: BaseUnits
}

const NOTHING: Standing = { alarms: [], compared: false, firstBlock: null, firstIssue: 0n }

/** In one statement: every supply that is asked for waits for it. */
const STANDING = `
  select c.compared,
         case when not c.compared
           then (select number from block where network = $1 order by number limit 1) end as "firstBlock",
         (select (-unnamed.balance)::text
            from (select block from supply_point
                   where network = $1 and asset = $2 and class = 'issuance' and cause = '' order by block limit 1) first
            join supply_point unnamed on unnamed.network = $1 and unnamed.asset = $2 and unnamed.class = 'issuance'
             and unnamed.cause = $3 and unnamed.block = first.block) as "firstIssue",
         (select json_agg(json_build_object('code', code, 'message', message,
                   'since', extract(epoch from since)::int) order by since, code)
            from alarm where network = $1) as alarms
    from (select exists (select 1 from reconciliation where network = $1) as compared) c`

export async function readStanding(snapshot: Snapshot, { name, token }: Profile): Promise<Standing> {
  const [standing] = await snapshot.rows<Pick<Standing, 'compared' | 'firstBlock'> & Aggregated>(STANDING, [
    ...[name, token.address, UNNAMED],
  ])
  const { alarms, firstIssue, ...rest } = standing!
  return {
    ...rest,
    firstIssue: BigInt(firstIssue ?? 0),
    // Alarms stored before messages were redacted may hold a URL with its key.
    alarms: (alarms ?? []).map((alarm) => ({ ...alarm, message: redact(alarm.message) })),
  }
}

/** As Postgres gives what is absent or a number of any size. */
interface Aggregated {
  readonly alarms: Alarm[] | null
  readonly firstIssue: string | null
}

/** The same before any table exists. */
export async function readStandingIfAny(snapshot: Snapshot, profile: Profile): Promise<Standing> {
  return (await snapshot.hasTable('public.alarm')) ? readStanding(snapshot, profile) : NOTHING
}
