-- votes/v1: governance's part of the bills settled in the month, in December also a tenth of what the treasury holds at its
-- end, by Σ voting power, one vote per address and proposal. domain.md §6
-- with: periods bills
treasury as (
  select coalesce(array_agg(lower(account)), '{}') as accounts from jsonb_array_elements_text($2::jsonb -> 'treasury') as account
),
year_end as (
  select n, div(coalesce(sum((data ->> 'value')::numeric * ((data ->> 'to' = any (accounts))::int - (data ->> 'from' = any (accounts))::int)), 0) * 1000, 10000) as amount
    from periods p, treasury, event
   where extract(month from to_timestamp(p.start) at time zone 'utc') = 12
     and network = $1 and kind = 'token.Transfer' and contract = $2::jsonb ->> 'asset' and block_time < p."end"
     and (data ->> 'to' = any (accounts) or data ->> 'from' = any (accounts))
   group by n
),
pots as (
  select n, 'main' as pot, received, received as part, true as divides
    from (select n, coalesce(sum(governance), 0) + coalesce(min(year_end.amount), 0) as received
            from periods p left join bills on settled >= p.start and settled < p."end"
            left join year_end using (n) group by n) month
),
counted as (
  select distinct on (n, voter, proposal) n, voter, power
    from periods p,
         lateral (select lower(data ->> 'voter') as voter, data ->> 'proposalId' as proposal, (data ->> 'power')::numeric as power,
                         block, log_index
                    from event where network = $1 and kind = 'votes.VoteCast' and block_time >= p.start and block_time < p."end") cast_in
   order by n, voter, proposal, block, log_index
),
weights as (
  select n, 'main' as pot, voter as account, sum(power) as weight from counted group by n, voter
)
