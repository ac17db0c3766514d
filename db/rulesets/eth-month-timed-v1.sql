-- eth-month-timed/v1: as eth-month/v1, and each position also by its seconds inside the month. domain.md §6
-- with: periods revenue stakes
pots as (
  select n, 'main' as pot, coalesce(sum(stakers), 0) as received, coalesce(sum(stakers), 0) as part, true as divides
    from periods p left join revenue on block_time >= p.start and block_time < p."end" group by n
),
weights as (
  select n, 'main' as pot, owner as account, sum(amount * multiplier * (p."end" - greatest(s.start, p.start))) as weight
    from periods p
    join stakes s on s.start + threshold <= p."end" and p."end" < s.start + lock + threshold
                 and (closed is null or closed >= p."end")
   group by n, owner
)
