-- Asked with $1 the network's name, $2 what its profile says, $3 periods, $4 what each pot carries into the first of them.
given as (
  select $1::text as network, $2::jsonb as terms
),
-- The periods asked for, n = 1, 2, … in their order: half-open intervals of block time. domain.md §1
periods as (
  select n, number, start, "end", coalesce(evidence, '') as evidence
    from jsonb_to_recordset($3::jsonb) as given (n int, number numeric, start int, "end" int, evidence text)
)
