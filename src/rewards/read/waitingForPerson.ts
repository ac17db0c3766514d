import type { Seconds } from '../../economics/units'
import type { Queryable } from '../../postgres/queryable'
import type { Snapshot } from '../../postgres/snapshot'

/** A distribution that goes no further until a person does something. */
export interface WaitingForPerson {
  readonly id: string
  readonly network: string
  readonly program: string
  readonly period: string
  readonly end: Seconds
  /** verified: to approve; approved: to publish */
  readonly state: 'verified' | 'approved'
  /** which sanity gate holds it back; null: none does, or none was asked */
  readonly held: string | null
  /** what the webhook was told of it last; null: nothing */
  readonly told: string | null
}

/**
 * A cron that publishes by itself judges what it closed in the same minute. What it has not after an hour nobody will
 * judge: it was stopped, its node is behind, or it was never there.
 */
const JUDGED_WITHIN = `interval '1 hour'`

/** Every distribution that waits for a person, the one that waits longest first. */
export async function waitingForPerson(db: Queryable, networks: readonly string[]): Promise<WaitingForPerson[]> {
  const { rows } = await db.query<WaitingForPerson>(
    `select d.id, d.network, d.program, d.period, d.period_end as "end", d.state, d.held, d.told
     from distribution d join report r on r.distribution_id = d.id
     left join reward_publisher p on p.network = d.network and p.program = d.program
     where d.network = any($1) and d.state in ('verified', 'approved') and r.shares > 0
       and (d.held is not null or p.program is null or d.changed_at < now() - ${JUDGED_WITHIN})
       and not exists (select from publication c where c.network = d.network and c.program_id = d.program_id
         and c.period = d.period_number)
     order by d.period_end, d.id`,
    [networks],
  )
  return rows
}

/** In one sentence for a person; null where none waits. */
export function waitingText(waiting: readonly Omit<WaitingForPerson, 'told'>[]): string | null {
  const oldest = waiting[0]
  if (oldest === undefined) return null
  const many = waiting.length > 1
  const count = many ? `${waiting.length} distributions wait` : '1 distribution waits'
  const what =
    oldest.state === 'approved' ? 'to be published' : `to be approved${oldest.held ? `, held by ${oldest.held}` : ''}`
  return `${count} for a person: ${many ? 'the oldest is ' : ''}${oldest.id}, ${what}`
}

/** The same of an operation's snapshot; none before the tables are made. */
export async function readWaitingForPerson(
  snapshot: Snapshot,
  networks: readonly string[],
): Promise<WaitingForPerson[]> {
  const made = (await snapshot.hasTable('public.reward_publisher')) && (await snapshot.hasTable('public.publication'))
  return made ? waitingForPerson(snapshot, networks) : []
}
