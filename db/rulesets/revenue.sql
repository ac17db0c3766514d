-- RevenueReceived, shared by the split in force at its block; the stakers own the rounding. domain.md §2
splits as (
  select "fromBlock" as from_block, stakers, nodes, buyback
    from jsonb_to_recordset($2::jsonb -> 'splits') as given ("fromBlock" int, stakers int, nodes int, buyback int)
),
revenue as (
  select e.block_time,
         (data ->> 'amount')::numeric - div((data ->> 'amount')::numeric * coalesce(nodes, 0), 10000)
           - div((data ->> 'amount')::numeric * coalesce(buyback, 0), 10000) as stakers,
         div((data ->> 'amount')::numeric * coalesce(nodes, 0), 10000) as nodes
    from event e
    left join lateral (select * from splits where from_block <= e.block order by from_block desc limit 1) in_force on true
   where e.network = $1 and e.kind = 'revenue-vault.RevenueReceived' and $2::jsonb ->> 'asset' = 'eth'
)
