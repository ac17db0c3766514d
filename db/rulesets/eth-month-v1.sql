-- eth-month/v1: the stakers' part of the ETH revenue received in the month, by amount × multiplier of each position
-- eligible at the month's end: start + threshold ≤ end < start + lock + threshold, not withdrawn before end. domain.md §6
-- with: periods revenue stakes
pots as (
  select n, 'main' as pot, coalesce(sum(stakers), 0) as received, coalesce(sum(stakers), 0) as part, true as divides
    from periods p left join revenue on block_time >= p.start and block_time < p."end" group by n
),
weights as (
  select n, 'main' as pot, owner as account, sum(amount * multiplier) as weight
    from periods p
    join stakes s on s.start + threshold <= p."end" and p."end" < s.start + lock + threshold
                 and (closed is null or closed >= p."end")
   group by n, owner
)
