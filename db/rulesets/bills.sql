-- Settled bills, each with the adaptor that it was opened with. A bill is closed once, by the first settlement within its
-- escrow or by being given back whole. domain.md §3
opened as (
  select distinct on (data ->> 'billId') data ->> 'billId' as bill, lower(data ->> 'adaptor') as adaptor,
         (data ->> 'escrow')::numeric as escrow, block, log_index
    from event where network = $1 and kind = 'dgrid-bill.BillOpened' order by data ->> 'billId', block, log_index
),
closings as (
  select distinct on (bill) bill, adaptor, kind, block_time, data
    from opened o
    join event e on network = $1 and kind in ('dgrid-bill.BillSettled', 'dgrid-bill.BillRefunded') and data ->> 'billId' = bill
                and (e.block, e.log_index) > (o.block, o.log_index)
   where kind = 'dgrid-bill.BillRefunded' or (data ->> 'cost')::numeric <= escrow
   order by bill, e.block, e.log_index
),
bills as (
  select block_time as settled, adaptor, lower(data ->> 'node') as node,
         (data ->> 'adaptorShare')::numeric as adaptor_share, (data ->> 'nodeShare')::numeric as node_share,
         (data ->> 'governance')::numeric as governance,
         (data ->> 'computeUnits')::numeric * (10000 - (data ->> 'latencyPenaltyBps')::numeric) as effort
    from closings where kind = 'dgrid-bill.BillSettled'
)
