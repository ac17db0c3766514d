-- reward = floor(ethRewards × userWeight / totalWeights), then both are decreased. domain.md §2
-- with: stakes pool
calls as (
  select pool, period, kind, account, block, log_index, wei, weight from told left join claims using (pool, period, account, block, log_index, wei)
),
expected as (
  select c.*, booked - coalesce(sum(weight) over earlier, 0) as total,
         coalesce(sum(case kind when 'destra-pool.RewardDeposited' then wei else -wei end) over earlier, 0) as pot
    from calls c join periods using (pool, period)
  window earlier as (partition by c.pool, c.period order by c.block, c.log_index rows between unbounded preceding and 1 preceding)
)
select pool, period::int, account, block, log_index as "logIndex", wei::text as paid,
       case when total > 0 then div(pot * weight, total) else 0 end::text as expected,
       exists (select from doubtful d where d.pool = expected.pool and d.owner = account) as doubtful
  from expected where kind = 'destra-pool.RewardClaimed' order by pool, block, log_index
