import type { Client } from 'pg'
import { inTransaction } from '../../postgres/transaction'
import type { Audit } from '../audit'
import { AuditAlarms } from '../auditAlarms'
import { digestOf } from './digest'
import type { KeptReport } from './kept'

/** Ids of the checks that fail. */
export const failingOf = ({ checks }: Pick<Audit, 'checks'>) => checks.filter(({ ok }) => !ok).map(({ id }) => id)

/** What the alarm of a report says. */
export const alarmText = (network: string, block: number | string, failing: string) =>
  `at block ${block}: ${failing}; assay audit --network ${network} names the rows`

/** Keeps what a whole audit said, bound to the report before it, and its alarm: until one says that everything holds. */
export async function storeAudit(db: Client, audit: Audit): Promise<KeptReport> {
  const { network, block, ok, checks, unasked } = audit
  const failing = failingOf(audit)
  return inTransaction(db, async () => {
    // One at a time, so that each is bound to the one whose id is before its own.
    await db.query('lock table audit_report in share row exclusive mode')
    const { rows } = await db.query<{ id: string }>(
      `insert into audit_report (network, block, block_hash, ok, failing, checks, unasked)
       values ($1, $2, $3, $4, $5, $6, $7) returning id`,
      [network, block.number, block.hash, ok, failing, JSON.stringify(checks), JSON.stringify(unasked)],
    )
    const { id } = rows[0]!
    const bound = await db.query<KeptReport>(
      `update audit_report r set digest = ${digestOf('(select digest from audit_report p where p.network = r.network and p.id < r.id order by id desc limit 1)')}
        where id = $1 returning id::text, digest`,
      [id],
    )
    const alarms = new AuditAlarms(db, network)
    if (ok) await alarms.end('E-AUDIT-FAILED')
    else await alarms.raise('E-AUDIT-FAILED', alarmText(network, block.number, failing.join(', ')))
    return bound.rows[0]!
  })
}

/** Whether what fails is another than what the webhook was told last; at first it knows of nothing. */
export async function isNews(db: Client, network: string, id: string): Promise<boolean> {
  const { rows } = await db.query<{ news: boolean }>(
    `select r.failing is distinct from coalesce((
        select failing from audit_report t where t.network = $1 and t.told_at is not null and t.id < r.id
         order by t.id desc limit 1), '{}') as news
       from audit_report r where r.id = $2`,
    [network, id],
  )
  return rows[0]!.news
}

export async function markTold(db: Client, id: string): Promise<void> {
  await db.query('update audit_report set told_at = clock_timestamp() where id = $1', [id])
}

/** Whether a network was audited within so long; a failing one is looked at again sooner. By the clock of Postgres. */
export async function isAudited(db: Client, network: string, ms: { ok: number; failing: number }): Promise<boolean> {
  const { rows } = await db.query<{ fresh: boolean }>(
    `select at > clock_timestamp() - case when ok then $2::bigint else $3::bigint end * interval '1 ms' as fresh
       from audit_report where network = $1 order by id desc limit 1`,
    [network, ms.ok, ms.failing],
  )
  return rows[0]?.fresh ?? false
}
