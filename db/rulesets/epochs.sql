-- Epochs that are over at time $3, as the chain closed them; not those that ended at or before $2, where reading begins.
closed as (
  select distinct on (data ->> 'epoch') data ->> 'epoch' as number, (data ->> 'start')::numeric as start, (data ->> 'end')::numeric as "end"
    from event where network = $1 and kind = 'deepnode-emissions.EpochClosed' and (data ->> 'start')::numeric < (data ->> 'end')::numeric
     and (data ->> 'end')::numeric < 2147483648 and (data ->> 'epoch')::numeric < 2147483648
   order by data ->> 'epoch', block, log_index
)
select 'e' || number as id, number, start::int, "end"::int from closed where "end" > $2::int and "end" <= $3::int order by start
