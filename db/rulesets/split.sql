-- share = floor(pot × weight / Σ weight); Σ share + carry = pot, exactly; the carry joins the next pot of the same name, and
-- the whole pot carries where nobody is eligible. A pot that has no part, or is not asked for in a period, waits. domain.md §6
eligible as (
  select n, pot, account, weight from weights where weight > 0
),
totals as (
  select n, pot, sum(weight) as weight, array_agg(weight) as each from eligible group by n, pot
),
names as (
  select pot from pots union select jsonb_object_keys($4::jsonb)
),
walk as (
  select 0 as n, pot, 0::numeric as received, 0::numeric as carry_in, false as divides, 0::numeric as divided,
         coalesce(($4::jsonb ->> pot)::numeric, 0) as carry
    from names
  union all
  select w.n + 1, w.pot, coalesce(p.received, 0), w.carry, pot.divides, pot.divided,
         coalesce(p.received, 0) + w.carry
           - coalesce((select sum(div(pot.divided * weight, t.weight)) from unnest(t.each) as weight), 0)
    from walk w
    left join pots p on p.n = w.n + 1 and p.pot = w.pot
    left join totals t on t.n = w.n + 1 and t.pot = w.pot
   cross join lateral (select coalesce(p.divides or w.carry > 0, false) and p.part is not null as divides) is_divided
   cross join lateral (select is_divided.divides, case when is_divided.divides then p.part + w.carry else 0 end as divided) pot
   where w.n < (select max(n) from periods)
)
select w.n, w.pot, w.received::text, w.carry_in::text as "carryIn", w.divided::text, coalesce(t.weight, 0)::text as "totalWeight",
       w.carry::text, e.account, e.weight::text, div(w.divided * e.weight, t.weight)::text as amount
  from walk w
  left join totals t on t.n = w.n and t.pot = w.pot and w.divides
  left join eligible e on e.n = w.n and e.pot = w.pot and w.divides
 where w.n > 0 and (w.received > 0 or w.carry_in > 0 or w.divides)
 order by w.n, w.pot collate "C", e.account collate "C"
