-- Evidence sealed for a period, a line a fact; uptime = floor(minutes heard × 10,000 / minutes of the period). domain.md §6
facts as (
  select n, line::jsonb as fact from periods, regexp_split_to_table(evidence, '\n') as line where line <> ''
),
uptime as (
  select n, lower(fact ->> 'node') as node,
         div((fact ->> 'heardMinutes')::numeric * 10000, ((p."end" - p.start) / 60)::numeric) as bps
    from facts join periods p using (n) where fact ->> 'kind' = 'uptime'
)
