-- campaign/v1: a fixed pot, converted once at the price of the profile, by the table of the profile. domain.md §6
-- with: periods
pots as (
  select n, 'main' as pot, amount as received, amount as part, true as divides
    from periods,
         (select case when $2::jsonb ? 'perToken' then div(($2::jsonb ->> 'pot')::numeric * 10::numeric ^ ($2::jsonb ->> 'decimals')::int, ($2::jsonb ->> 'perToken')::numeric)
                 else ($2::jsonb ->> 'pot')::numeric end as amount) fixed
),
weights as (
  select n, 'main' as pot, lower(address) as account, weight
    from periods, jsonb_to_recordset($2::jsonb -> 'table') as line (address text, weight numeric)
)
