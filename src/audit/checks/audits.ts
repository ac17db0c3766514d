import { AUDIT_FAILED } from '../../errors'
import type { AuditCheck } from '../check'
import { digestOf } from '../report/digest'
import { keptReports } from '../report/kept'
import { rulesHold } from '../rules'

const REPORTS = `select * from audit_report where network = $1`
const LINKED = `select *, lag(id) over chain as previous_id, lag(digest) over chain as previous, lag(at) over chain as previous_at
  from (${REPORTS}) stored window chain as (order by id)`
/** Ids of the checks that a report lists as failing. */
const FAILING = `(select array_agg(c->>'id' order by place) from jsonb_array_elements(r.checks) with ordinality as listed(c, place)
  where not (c->>'ok')::boolean)`
const NEWEST = `select * from (${REPORTS}) stored order by id desc limit 1`

/** Reports of earlier audits, which the API and the page serve as they stand here. */
export const audits: AuditCheck = {
  id: 'audits',
  title: 'every stored audit says what it said when it was made, and none was removed or added',
  why: 'A report that names a lie would be replaced by one that says that all is true.',
  async run(context) {
    const { env, network } = context
    const kept = await keptReports(env.dataDir, network.name)
    return rulesHold(context, {
      looked: `select count(*) as reports, ${kept.length} as remembered from (${REPORTS}) stored`,
      rules: [
        {
          sql: `select 'report ' || id as id, format('digest %s, of what it says after report %s %s', coalesce(digest, 'none'),
                         coalesce(previous_id::text, 'none'), made) as why
                  from (select r.*, ${digestOf('r.previous')} as made from (${LINKED}) r) made
                 where digest is distinct from made`,
        },
        {
          sql: `select 'report ' || id as id, format('says ok %s and failing %s, its checks say %s', ok, failing, coalesce(${FAILING}, '{}')) as why
                  from (${REPORTS}) r where failing <> coalesce(${FAILING}, '{}') or ok <> (failing = '{}')`,
        },
        {
          sql: `select 'report ' || r.id as id, format('of block %s %s, the block has hash %s', r.block, r.block_hash, b.hash) as why
                  from (${REPORTS}) r join block b on b.network = $1 and b.number = r.block where b.hash <> r.block_hash`,
        },
        {
          sql: `select 'report ' || id as id, format('at %s, the one before it at %s, told at %s', at, previous_at, told_at) as why
                  from (${LINKED}) r where at < previous_at or told_at < at`,
        },
        {
          sql: `select 'report ' || k.id as id, case when r.id is null then 'was stored here with digest ' || k.digest || ', and is not there'
                         else format('digest %s, it was stored with %s', r.digest, k.digest) end as why
                  from unnest($3::bigint[], $4::text[]) as k(id, digest) left join (${REPORTS}) r on r.id = k.id
                 where r.digest is distinct from k.digest`,
          values: [kept.map(({ id }) => id), kept.map(({ digest }) => digest)],
        },
        {
          sql: `select 'alarm ' || $3 as id, case when a.message is null then format('none, and report %s names %s', r.id, array_to_string(r.failing, ', '))
                         else format('%s; report %s names %s', a.message, coalesce(r.id::text, 'none'), coalesce(array_to_string(r.failing, ', '), 'nothing')) end as why
                  from (${NEWEST}) r full join (select * from alarm where network = $1 and code = $3) a on true
                 where coalesce(r.ok, true) <> (a.message is null)
                    or not starts_with(a.message, format('at block %s: %s;', r.block, array_to_string(r.failing, ', ')))`,
          values: [AUDIT_FAILED],
        },
      ],
    })
  },
}
