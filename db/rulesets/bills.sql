-- Settled bills, each with the adaptor that it was opened with. domain.md §3
bills as (
  select s.block_time as settled, lower(o.data ->> 'adaptor') as adaptor, lower(s.data ->> 'node') as node,
         (s.data ->> 'adaptorShare')::numeric as adaptor_share, (s.data ->> 'nodeShare')::numeric as node_share,
         (s.data ->> 'governance')::numeric as governance,
         (s.data ->> 'computeUnits')::numeric * (10000 - (s.data ->> 'latencyPenaltyBps')::numeric) as effort
    from event s
    join event o on o.network = $1 and o.kind = 'dgrid-bill.BillOpened' and o.contract = s.contract
                and o.data ->> 'billId' = s.data ->> 'billId'
   where s.network = $1 and s.kind = 'dgrid-bill.BillSettled'
)
