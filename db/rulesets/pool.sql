-- destra-pool/v1: periods of 30 days from the deployment, what stakes booked into each, and every claim of them. Asked with
-- $2 = {"block", "time"}, as of which. domain.md §2, traps 6 to 9
-- with: stakes
given as (
  select ($2::jsonb ->> 'block')::int as last_block, ($2::jsonb ->> 'time')::int as now
),
pools as (
  select distinct on (contract) contract as pool, block_time + 30 * 86400 as end_zero
    from event where network = $1 and kind = 'destra-pool.OwnershipTransferred' order by contract, block, log_index
),
doubtful as (
  select distinct pool, owner from withdrawn where doubt
),
told as (
  select contract as pool, kind, (data ->> 'periodIndex')::numeric as period, lower(data ->> 'user') as account, block, log_index, block_time,
         coalesce(data ->> 'amount', data ->> 'reward')::numeric as wei
    from event, given where network = $1 and kind in ('destra-pool.RewardDeposited', 'destra-pool.RewardClaimed') and block <= last_block
     and (data ->> 'periodIndex')::numeric < 2147483648
),
-- the index that a stake's booking starts at: the stored one, after the one advance that its call began with; a stake that
-- is closed only above the asked block is open there
booking as (
  select s.pool, s.owner, s.index, s.block, s.log_index, s.start, s.lock, s.threshold, amount * multiplier as weight,
         case when closed_block <= last_block then closed end as closed, closed_block, closed_log,
         coalesce((select (data ->> 'newPeriodIndex')::numeric from event t
                    where t.network = $1 and t.kind = 'destra-pool.RewardPeriodTransition' and t.contract = s.pool
                      and (t.block, t.log_index) < (s.block, s.log_index) and (data ->> 'newPeriodEndTime')::numeric < 2147483648
                    order by t.block desc, t.log_index desc limit 1), 0) as index_then
    from stakes s, given where s.block <= last_block
),
counts as (
  select b.pool, p as period, end_zero + p * 30 * 86400 as "end", b.owner, b.weight, b.block, b.log_index, b.closed, b.closed_block, b.closed_log,
         p between index_then and index_then + div(lock, 30 * 86400) + 1 as booked
    from booking b join pools using (pool),
         generate_series(greatest(0, ceil((start + threshold - end_zero) / (30 * 86400))),
                         div(start + lock + threshold - end_zero, 30 * 86400) + 1) as p
   where start + threshold <= end_zero + p * 30 * 86400 and end_zero + p * 30 * 86400 < start + lock + threshold
),
claims as (
  select c.pool, c.period, c.account, c.block, c.log_index, c.wei, coalesce(sum(k.weight), 0) as weight
    from told c
    left join counts k on k.pool = c.pool and k.period = c.period and k.owner = c.account
                      and (k.block, k.log_index) < (c.block, c.log_index)
                      and (k.closed is null or (k.closed_block, k.closed_log) > (c.block, c.log_index))
   where c.kind = 'destra-pool.RewardClaimed'
   group by c.pool, c.period, c.account, c.block, c.log_index, c.wei
),
deposited as (
  select pool, period, sum(wei) as deposited from told where kind = 'destra-pool.RewardDeposited' group by pool, period
),
claimed as (
  select pool, period, sum(wei) as claimed, sum(weight) as claimed_weight from claims group by pool, period
),
-- an unstake before the end takes its weight out again; one after it, unclaimed, leaves its weight there for ever
booked as (
  select k.pool, k.period, coalesce(sum(k.weight) filter (where k.closed is null or k.closed >= k."end"), 0) as booked,
         coalesce(sum(k.weight) filter (where k.closed >= k."end"
           and (c.block is null or (c.block, c.log_index) > (k.closed_block, k.closed_log))), 0) as forfeited_weight
    from counts k left join claims c on c.pool = k.pool and c.period = k.period and c.account = k.owner
   where k.booked group by k.pool, k.period
),
periods as (
  select pool, period, (end_zero + period * 30 * 86400)::int as "end", coalesce(deposited, 0) as deposited, coalesce(claimed, 0) as claimed,
         coalesce(claimed_weight, 0) as claimed_weight, coalesce(booked, 0) as booked, coalesce(forfeited_weight, 0) as forfeited_weight
    from deposited full join claimed using (pool, period) full join booked using (pool, period) join pools using (pool)
)
