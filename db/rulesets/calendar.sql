-- UTC months, or ISO weeks from Monday 00:00 UTC, that are over at time $4, from the one of the network's first event of
-- kind $2. $3 is '1 month' or '1 week'. domain.md §1
first as (
  select block_time from event where network = $1 and kind = $2 order by block limit 1
),
cut as (
  select cut, ($3::text)::interval as step, $3::text = '1 month' as monthly
    from first, generate_series(date_trunc(split_part($3::text, ' ', 2), to_timestamp(block_time) at time zone 'utc'),
                                to_timestamp($4::int) at time zone 'utc' - ($3::text)::interval, ($3::text)::interval) as cut
)
select to_char(cut, case when monthly then 'YYYY-MM' else 'IYYY"-W"IW' end) as id,
       to_char(cut, case when monthly then 'YYYYMM' else 'IYYYIW' end) as number,
       extract(epoch from cut at time zone 'utc')::int as start, extract(epoch from (cut + step) at time zone 'utc')::int as "end"
  from cut order by cut
