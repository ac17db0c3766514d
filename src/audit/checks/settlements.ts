import { jobFindings } from '../../dispatch/bills/finding'
import { MAX_PENALTY_BPS } from '../../economics/billing'
import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'
import { NOW, TOGETHER } from '../tolerances'
import { COST } from './bills'
import { unknownBills } from './unknownBills'

/** The settler follows what it sent every second, and what was refused is found in the next transaction. */
const FOLLOWED = "interval '5 minutes'"

const DUE = COST('j.max_compute_units', 'b.base_price', `${MAX_PENALTY_BPS}`)
const OF = `from settlement s join job j on j.id = s.job_id where j.network = $1`

/** Who asked the chain for what, how it ended, and what was found about it. */
export const settlements: AuditCheck = {
  id: 'settlements',
  title: 'every settlement ended as it says, for a job that there is, and every finding about one is true',
  why: 'A job would wait for a bill that is paid, be kept from its escrow by a finding that nobody made, or be gone with its bill.',
  unasked: needsContract('dgrid-bill'),
  async run(context) {
    const unknown = await unknownBills(context)
    return rulesHold(context, {
      looked: `select count(*) as settlements, (select count(*) from job_finding f join job j on j.id = f.job_id where j.network = $1) as findings
                 from settlement where network = $1`,
      rules: [
        {
          sql: `select s.job_id as id, format('its %s is %s after %s attempts, for %s', s.action, s.status, s.attempts, coalesce(s.error, 'no error')) as why
                  ${OF} and (s.status not in ('planned', 'sent', 'confirmed', 'failed', 'dropped') or s.attempts < 0
                    or (s.error is not null and (s.attempts = 0 or s.status in ('sent', 'confirmed')))
                    or (s.error is null and s.status in ('failed', 'dropped'))
                    or (s.status = 'dropped' and s.action = 'open' and j.state = 'requested'))`,
        },
        {
          // An open that a reorg took away keeps when it was sent, and not by what.
          sql: `select s.job_id as id, format('its %s is %s, sent at %s as %s', s.action, s.status, coalesce(s.sent_at::text, 'no time'),
                         coalesce(s.tx_hash, 'nothing')) as why
                  ${OF} and ((s.status = 'sent' and s.tx_hash is null) or (s.tx_hash is not null and s.sent_at is null)
                    or (s.action <> 'open' and s.sent_at is not null and s.tx_hash is null))`,
        },
        {
          sql: `select s.job_id as id, format('its %s, of %s, was sent at %s', s.action, s.at, coalesce(s.sent_at::text, 'no time')) as why
                  ${OF} and (s.at > ${NOW} or s.sent_at > s.at + ${TOGETHER} or s.at < j.requested_at
                    or s.sent_at < case s.action when 'settle' then j.completed_at else j.requested_at end)`,
        },
        {
          sql: `select s.job_id as id, format('its %s is still sent, %s was mined in block %s', s.action, s.tx_hash, b.mined) as why
                  from settlement s join job j on j.id = s.job_id
                 cross join lateral (select case s.action when 'open' then b.opened_block else b.settled_block end as mined from bill b
                   where b.network = $1 and b.job_id = j.id and s.tx_hash = case s.action when 'open' then b.opened_by else b.settled_by end) as b
                 where j.network = $1 and s.status = 'sent' and b.mined <= $2 and s.sent_at < now() - ${FOLLOWED}
                   and exists (select from settlement later where later.network = $1 and later.status = 'confirmed'
                     and later.sent_at > s.sent_at and later.at > s.sent_at + ${FOLLOWED})`,
        },
        {
          sql: `select f.job_id as id, format('finding %s of %s: %s', f.code, f.at, f.title) as why
                  from job_finding f join job j on j.id = f.job_id left join jsonb_each_text($3) as known on known.key = f.code
                 where j.network = $1 and (known.value is distinct from f.title or f.at < j.requested_at or f.at > ${NOW})`,
          values: [jobFindings],
        },
        {
          sql: `select f.job_id as id, format('its escrow is found short by %s, its bills say otherwise', f.evidence) as why
                  from job_finding f join job j on j.id = f.job_id
                 where j.network = $1 and f.code = 'escrow-short' and not exists (
                   select from bill b where b.network = $1 and b.job_id = j.id and b.account = j.requester
                     and b.escrow < ${DUE}
                     and f.evidence = jsonb_build_object('billId', b.bill_id, 'escrow', b.escrow::text, 'basePrice', b.base_price::text,
                       'due', (${DUE})::text))`,
        },
        {
          sql: `select f.job_id as id, format('is found %s, its %s is %s', f.code, split_part(f.code, '-', 1), coalesce(s.status, 'not asked for')) as why
                  from job_finding f join job j on j.id = f.job_id
                  left join settlement s on s.job_id = j.id and s.action = split_part(f.code, '-', 1)
                 where j.network = $1 and f.code like '%-refused' and s.status is distinct from 'failed'`,
        },
        {
          sql: `select s.job_id as id, format('its %s failed for %s, and no finding says so', s.action, s.error) as why
                  ${OF} and s.status = 'failed' and s.at < now() - ${FOLLOWED} and case when s.action = 'open' then j.state <> 'cancelled'
                    else not exists (select from job_finding f where f.job_id = j.id and f.code = s.action || '-refused') end`,
        },
        {
          sql: `select bill as id, format('was opened by us for job %s, which there is not', job) as why
                  from unnest($3::text[], $4::text[]) as unknown(bill, job)`,
          values: [unknown.map(({ id }) => id), unknown.map(({ jobId }) => jobId)],
        },
      ],
    })
  },
}
