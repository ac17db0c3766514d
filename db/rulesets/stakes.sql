-- Stakes of the network's pools, and when each was withdrawn. An event whose time can never come (2^31 s) says nothing.
-- domain.md §2, traps 4 and 5
staked as (
  select contract as pool, lower(data ->> 'user') as owner, block, log_index, block_time as start,
         row_number() over (partition by contract, lower(data ->> 'user') order by block, log_index)::int - 1 as index,
         (data ->> 'amount')::numeric as amount, (data ->> 'lockinPeriod')::numeric as lock,
         coalesce((select (t.data ->> 'newThreshold')::numeric from event t
                    where t.network = $1 and t.kind = 'destra-pool.EligibilityThresholdUpdated' and t.contract = e.contract
                      and (t.block, t.log_index) < (e.block, e.log_index) and (t.data ->> 'newThreshold')::numeric < 2147483648
                    order by t.block desc, t.log_index desc limit 1), 15 * 86400) as threshold
    from event e where network = $1 and kind = 'destra-pool.Staked' and (data ->> 'lockinPeriod')::numeric + block_time < 2147483648
),
tiers (lock, multiplier, penalty_bps) as (
  values (30 * 86400, 1, 1500), (90 * 86400, 2, 1300), (180 * 86400, 3, 1200), (360 * 86400, 4, 1000)
),
unstaked as (
  select contract as pool, lower(data ->> 'user') as owner, block, log_index, block_time as time,
         row_number() over (partition by contract, lower(data ->> 'user') order by block, log_index) as nth,
         (data ->> 'amount')::numeric as amount, (data ->> 'penalty')::numeric as penalty,
         lower(data ->> 'callTo') = contract as directly, lower(coalesce(data ->> 'callInput', '')) as input,
         string_to_array(nullif(data ->> 'callWithdrawn', ''), ',')::int[] as seen
    from event where network = $1 and kind = 'destra-pool.Unstaked'
),
-- Unstaked names no stake: of the open ones with its amount, the one that the call names, else one that the pool's view
-- showed withdrawn, else one whose unstake(index) the input holds anywhere, else one with its penalty, else the oldest: where
-- several are alike in all of that, which one it was is in doubt.
stakes_of as (
  select pool, owner, array_agg(staked.index order by staked.index) as indexes, array_agg(amount order by staked.index) as amounts,
         array_agg(start order by staked.index) as starts, array_agg(lock order by staked.index) as locks
    from staked group by pool, owner
),
withdrawn (pool, owner, nth, closed, index, time, block, log_index, doubt) as (
  select pool, owner, 0::bigint, array[]::int[], null::int, null::int, null::int, null::int, false from stakes_of
  union all
  select w.pool, w.owner, u.nth, case when pick.index is null then w.closed else w.closed || pick.index end, pick.index, u.time, u.block, u.log_index, coalesce(pick.doubt, false)
    from withdrawn w
    join unstaked u on u.pool = w.pool and u.owner = w.owner and u.nth = w.nth + 1
    join stakes_of o on o.pool = w.pool and o.owner = w.owner
    left join lateral (
      select s.index, not directly and not seen and named is null and count(*) over (partition by directly, seen, named, fits) > 1 as doubt
        from unnest(o.indexes, o.amounts, o.starts, o.locks) as s (index, amount, start, lock)
        left join tiers on tiers.lock = s.lock
       cross join lateral (select nullif(position('2e17de78' || lpad(to_hex(s.index), 64, '0') in u.input), 0) as named) input
       cross join lateral (
         select coalesce(u.directly and named = 3, false) as directly, coalesce(s.index = any (u.seen), false) as seen,
                u.penalty = case when u.time < s.start + s.lock then div(s.amount * coalesce(penalty_bps, 0), 10000) else 0 end as fits) told
       where s.amount = u.amount and s.start <= u.time and s.index <> all (w.closed)
       order by told.directly desc, told.seen desc, named nulls last, fits desc, s.index
       limit 1) pick on true
),
stakes as (
  select staked.*, coalesce(multiplier, 0) as multiplier, w.time as closed, w.block as closed_block, w.log_index as closed_log
    from staked left join tiers using (lock)
    left join withdrawn w on w.pool = staked.pool and w.owner = staked.owner and w.index = staked.index
)
