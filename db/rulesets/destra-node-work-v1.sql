-- destra-node-work/v1: the nodes' part of the revenue received in the month, by verified compute units × uptime. domain.md §6
-- with: periods revenue uptime
pots as (
  select n, 'main' as pot, coalesce(sum(nodes), 0) as received, coalesce(sum(nodes), 0) as part, true as divides
    from periods p left join revenue on block_time >= p.start and block_time < p."end" group by n
),
weights as (
  select work.n, 'main' as pot, lower(fact ->> 'node') as account, sum((fact ->> 'computeUnits')::numeric * coalesce(bps, 0)) as weight
    from facts work left join uptime on uptime.n = work.n and uptime.node = lower(fact ->> 'node')
   where fact ->> 'kind' = 'work' group by 1, 3
)
