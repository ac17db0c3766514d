import type { Client } from 'pg'
import { inTransaction } from '../../postgres/transaction'
import type { Audit } from '../audit'
import { AuditAlarms } from '../auditAlarms'

/** Ids of the checks that fail. */
export const failingOf = ({ checks }: Pick<Audit, 'checks'>) => checks.filter(({ ok }) => !ok).map(({ id }) => id)

/** Keeps what a whole audit said, and its alarm: until one says that everything holds. @returns the report's id */
export async function storeAudit(db: Client, audit: Audit): Promise<string> {
  const { network, block, ok, checks, unasked } = audit
  const failing = failingOf(audit)
  return inTransaction(db, async () => {
    const { rows } = await db.query<{ id: string }>(
      `insert into audit_report (network, block, block_hash, ok, failing, checks, unasked)
       values ($1, $2, $3, $4, $5, $6, $7) returning id`,
      [network, block.number, block.hash, ok, failing, JSON.stringify(checks), JSON.stringify(unasked)],
    )
    const alarms = new AuditAlarms(db, network)
    if (ok) await alarms.end('E-AUDIT-FAILED')
    else
      await alarms.raise(
        'E-AUDIT-FAILED',
        `at block ${block.number}: ${failing.join(', ')}; assay audit --network ${network} names the rows`,
      )
    return rows[0]!.id
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
