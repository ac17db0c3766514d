-- Where the ETH of each period is: claimable is what the remaining claimants get one after another in the order of their
-- addresses; stranded = deposited − claimed − claimable of a period that has ended. domain.md §2, trap 7
-- with: stakes pool
waiting as (
  select k.pool, k.period, k.owner, sum(k.weight) as weight, row_number() over (partition by k.pool, k.period order by k.owner collate "C") as nth
    from counts k left join claims c on c.pool = k.pool and c.period = k.period and c.account = k.owner
   where k.closed is null and c.account is null
   group by k.pool, k.period, k.owner
),
replay (pool, period, nth, pot, total, refused) as (
  select pool, period, 0::bigint, deposited - claimed, booked - claimed_weight, 0 from periods, given where now >= "end"
  union all
  select r.pool, r.period, w.nth, pot - case when pays then reward else 0 end, total - case when pays then w.weight else 0 end,
         refused + (reward > 0 and not pays)::int
    from replay r join waiting w on w.pool = r.pool and w.period = r.period and w.nth = r.nth + 1
   cross join lateral (select case when total > 0 and pot > 0 then div(pot * w.weight, total) else 0 end as reward) quote
   cross join lateral (select reward > 0 and reward <= pot and w.weight <= total as pays) outcome
),
left_over as (
  select distinct on (pool, period) pool, period, pot, refused from replay order by pool, period, nth desc
)
select pool, period::int, deposited::text, claimed::text, booked::text, claimed_weight::text as "claimedWeight",
       forfeited_weight::text as "forfeitedWeight", coalesce(deposited - claimed - pot, 0)::text as claimable,
       coalesce(pot, 0)::text as stranded, coalesce(refused, 0) as refused,
       (select (data ->> 'totalWeight') from event, given where network = $1 and kind = 'destra-pool.TotalWeightUpdated' and contract = pool
           and (data ->> 'rewardPeriodIndex')::numeric = period and block <= last_block order by block desc, log_index desc limit 1) as announced,
       exists (select from doubtful d where d.pool = periods.pool) as doubtful
  from periods left join left_over using (pool, period) order by pool, period
