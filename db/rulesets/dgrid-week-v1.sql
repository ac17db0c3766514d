-- dgrid-week/v1: shares accrued from the bills settled in the week, paid to whom they accrued; and, where the profile
-- configures mining, that amount by Σ CU × (10,000 − penalty) × uptime. $2 says whether nodes or adaptors. domain.md §6
-- with: periods bills uptime
earned as (
  select n, case $2::jsonb ->> 'account' when 'node' then node else adaptor end as account,
         case $2::jsonb ->> 'account' when 'node' then node_share else adaptor_share end as amount, effort
    from periods p join bills on settled >= p.start and settled < p."end"
),
pots as (
  select n, 'main' as pot, coalesce(sum(amount), 0) as received, coalesce(sum(amount), 0) as part, true as divides
    from periods left join earned using (n) group by n
  union all
  select n, 'mining', mining, mining, true
    from periods, (select ($2::jsonb ->> 'mining')::numeric as mining) configured where mining is not null
),
weights as (
  select n, 'main' as pot, account, sum(amount) as weight from earned group by n, account
  union all
  select earned.n, 'mining', account, sum(effort) * coalesce(bps, 0)
    from earned left join uptime on uptime.n = earned.n and uptime.node = account group by earned.n, account, bps
)
