import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { type Heard, readHeard } from '../job-log/heard'
import { type Rule, rulesHold } from '../rules'
import { NOW } from '../tolerances'

const bits = (column: string) =>
  `(select count(*) from generate_series(0, 59) as m where ${column} & (1::bigint << m) <> 0)`

/** An hour's sixty bits, none of them of a minute to come. */
const minutes: Rule = {
  sql: `select node || ' ' || hour as id, format('minutes %s are no minutes of that hour that are over', minutes) as why from node_uptime
         where network = $1 and (minutes <= 0 or minutes >= 1::bigint << 60 or hour <> date_trunc('hour', hour, 'UTC') or hour > ${NOW}
           or (hour + interval '1 hour' > now() and minutes >= 1::bigint << (extract(minute from ${NOW})::int + 1)
             and hour = date_trunc('hour', ${NOW}, 'UTC')))`,
}

const gpus: Rule = {
  sql: `select node || ' ' || gpu as id, format('was seen at %s with %s GB', seen_at, memory_gb) as why from gpu
         where network = $1 and (seen_at > ${NOW} or memory_gb < 1)`,
}

/** Uptime that was sealed as evidence is there still; what came later may be more. Work that was sealed is what jobs say. */
const sealed: Rule[] = [
  {
    sql: `select s.id || ' ' || s.node as id, format('%s minutes are sealed, %s are kept', s.heard, coalesce(u.heard, 0)) as why
            from (select d.id, d.period_start, d.period_end, line->>'node' as node, (line->>'heardMinutes')::int as heard
                    from distribution d join report_evidence e on e.distribution_id = d.id
                   cross join lateral (select t::jsonb as line from regexp_split_to_table(e.body, E'\\n') as t where t like '{%"kind":"uptime"%') as l
                   where d.network = $1) as s
            left join lateral (select sum(${bits('minutes')}) as heard from node_uptime n where n.network = $1 and lower(n.node) = s.node
              and n.hour >= to_timestamp(s.period_start) and n.hour < to_timestamp(s.period_end)) as u on true
           where s.heard > coalesce(u.heard, 0)`,
  },
  {
    sql: `select s.id || ' ' || coalesce(s.node, j.node) as id, format('%s jobs of %s micro-CU are sealed, %s of %s are kept', coalesce(s.jobs, 0),
                   coalesce(s.units, 0), coalesce(j.jobs, 0), coalesce(j.units, 0)) as why
            from (select d.id, line->>'node' as node, (line->>'jobs')::int as jobs, (line->>'computeUnits')::numeric as units
                    from distribution d join report_evidence e on e.distribution_id = d.id
                   cross join lateral (select t::jsonb as line from regexp_split_to_table(e.body, E'\\n') as t where t like '{%"kind":"work"%') as l
                   where d.network = $1) as s
            full join (select d.id, lower(j.node) as node, count(*) as jobs, sum(j.compute_units) as units
                    from distribution d join report_evidence e on e.distribution_id = d.id
                    join job j on j.network = d.network and j.state in ('completed', 'settled') and j.completed_at >= to_timestamp(d.period_start)
                     and j.completed_at < to_timestamp(d.period_end)
                   where d.network = $1 and e.body like '%"kind":"work"%' group by 1, 2) as j using (id, node)
           where (s.jobs, s.units) is distinct from (j.jobs, j.units)`,
  },
]

/** Minutes and GPUs beside the heartbeats that the log still has, both ways. */
function beside({ from, to, hours, gpus }: Heard): Rule[] {
  const said = [
    from.toISOString(),
    to.toISOString(),
    JSON.stringify(
      hours.map(({ minutes, handled, ...rest }) => ({ ...rest, minutes: `${minutes}`, handled: `${handled}` })),
    ),
  ]
  const listed = gpus.flatMap(({ as, seen, ...rest }) => ({
    ...rest,
    seen: seen || null,
    as: [...as].map((each) => JSON.parse(each)),
  }))
  return [
    {
      sql: `select coalesce(u.node, h.node) || ' ' || coalesce(u.hour, h.hour) as id, format('minutes %s, by its heartbeats %s', coalesce(u.minutes, 0), coalesce(h.minutes, 0)) as why
              from (select * from node_uptime where network = $1 and hour >= $3::timestamptz) as u
              full join jsonb_to_recordset($5::jsonb) as h(node text, hour timestamptz, minutes bigint, handled bigint) on h.node = u.node and h.hour = u.hour
             where coalesce(u.hour, h.hour) >= $3::timestamptz and coalesce(u.hour, h.hour) <= $4::timestamptz and (
               coalesce(h.handled, 0) & ~coalesce(u.minutes, 0) <> 0
               or coalesce(u.minutes, 0) & ~coalesce(h.minutes, 0) & (case when coalesce(u.hour, h.hour) + interval '1 hour' <= $4::timestamptz then (1::bigint << 60) - 1
                 else (1::bigint << extract(minute from $4::timestamptz at time zone 'UTC')::int) - 1 end) <> 0)`,
      values: said,
    },
    {
      sql: `select coalesce(g.node, h.node) || ' ' || coalesce(g.gpu, h.gpu) as id, format('%s with %s GB in %s, seen at %s; its heartbeats say %s at %s', coalesce(g.model, 'gone'),
                     g.memory_gb, g.region, g.seen_at, coalesce(h."as", '[]'), h.seen) as why
              from (select * from gpu where network = $1) as g
              full join jsonb_to_recordset($4::jsonb) as h(node text, gpu text, seen timestamptz, "as" jsonb) on h.node = g.node and h.gpu = g.gpu
             where g.seen_at < h.seen - interval '1 minute' or (g.gpu is null and h.seen is not null and h.seen > now() - interval '23 hours')
                or (g.seen_at >= $3::timestamptz and g.seen_at < $5::timestamptz and (h.gpu is null or not h."as" @> jsonb_build_array(jsonb_build_array(g.model, g.memory_gb, g.region))))
                or (g.seen_at >= $5::timestamptz and h.gpu is not null and not h."as" @> jsonb_build_array(jsonb_build_array(g.model, g.memory_gb, g.region)))`,
      values: [from.toISOString(), JSON.stringify(listed), to.toISOString()],
    },
  ]
}

/** Who was there. Nodes are paid by it, and jobs placed by it. */
export const uptime: AuditCheck = {
  id: 'uptime',
  title: 'every minute of uptime was heard, every GPU is as its node says, and what was sealed of them is so still',
  why: 'A node that was away would be paid for it, or one that was there get no work.',
  unasked: needsContract('dgrid-bill'),
  async run(context) {
    const heard = await readHeard(context)
    const hours = `select count(*) as hours, ${heard?.heartbeats ?? 0} as heartbeats, (select count(*) from gpu where network = $1) as gpus
      from node_uptime where network = $1`
    return rulesHold(context, {
      looked: hours,
      rules: [minutes, gpus, ...sealed, ...(heard === null ? [] : beside(heard))],
    })
  },
}
