-- domain-emission/v1: EmissionMinted(epoch, domain) less the foundation's 100 bps, by the domain's shares in force when it
-- was minted; inside a role by work units, stake, validations, the owner alone, revenue routed per model's owner. What the
-- roles' floors leave over is carried by the first role with a share. A pot and a carry for each domain and role. domain.md §4, §6
-- with: periods
closed as (
  select distinct on (n) n, p.number as epoch, p.start, p."end", block, log_index
    from periods p join event on network = $1 and kind = 'deepnode-emissions.EpochClosed' and (data ->> 'epoch')::numeric = p.number
   where (data ->> 'start')::numeric < (data ->> 'end')::numeric and (data ->> 'end')::numeric < 2147483648
   order by n, block, log_index
),
minted as (
  select distinct on (n, domain) n, data ->> 'domainId' as domain, (data ->> 'amount')::numeric as emitted, e.block, c.start, c."end"
    from closed c join event e on network = $1 and kind = 'deepnode-emissions.EmissionMinted' and (data ->> 'epoch')::numeric = c.epoch,
         lateral (select data ->> 'domainId' as domain) named
   where e.block <= c.block
   order by n, domain, e.block, e.log_index
),
configured as (
  select m.n, m.domain, m.emitted, lower(v.data ->> 'owner') as owner, role, at, (v.data ->> field)::int as bps
    from minted m
    left join lateral (select data from event where network = $1 and kind = 'deepnode-router.DomainConfigured'
                          and data ->> 'domainId' = m.domain and block <= m.block
                        order by block desc, log_index desc limit 1) v on true,
         (values (1, 'miners', 'minersBps'), (2, 'stakers', 'stakersBps'), (3, 'validators', 'validatorsBps'),
                 (4, 'domainOwner', 'domainOwnerBps'), (5, 'modelOwners', 'modelOwnersBps')) as roles (at, role, field)
),
domains as (
  select n, domain, emitted, emitted - div(emitted * 100, 10000) as beyond_foundation,
         coalesce(sum(bps) = 9900 and bool_and(bps between 0 and case role when 'domainOwner' then 1000 else 9900 end), false) as valid,
         min(at) filter (where bps > 0) as first,
         emitted - div(emitted * 100, 10000) - sum(div(emitted * bps, 10000)) as rounding
    from configured group by n, domain, emitted
),
pots as (
  select n, 'domain ' || domain || ' ' || role as pot,
         div(emitted * bps, 10000) + case when at = first then rounding else 0 end as received,
         div(emitted * bps, 10000) as part, bps > 0 as divides
    from configured join domains using (n, domain, emitted) where valid
  union all
  select n, 'domain ' || domain || ' unallotted', beyond_foundation, null, false from domains where not valid
),
models as (
  select distinct on (data ->> 'modelId') data ->> 'modelId' as model, data ->> 'domainId' as domain, lower(data ->> 'owner') as owner
    from event where network = $1 and kind = 'deepnode-router.ModelMinted' order by data ->> 'modelId', block, log_index
),
took_part (n, domain, role, account, weight) as (
  select n, data ->> 'domainId', 'miners', lower(data ->> 'miner'), (data ->> 'workUnits')::numeric
    from closed c join event e on network = $1 and kind = 'deepnode-emissions.WorkVerified' and (data ->> 'epoch')::numeric = c.epoch
   where (e.block, e.log_index) < (c.block, c.log_index)
  union all
  select n, data ->> 'domainId', 'validators', lower(data ->> 'validator'), (data ->> 'validations')::numeric
    from closed c join event e on network = $1 and kind = 'deepnode-emissions.ValidationCounted' and (data ->> 'epoch')::numeric = c.epoch
   where (e.block, e.log_index) < (c.block, c.log_index)
  union all
  select n, domain, 'stakers', staker, stake
    from closed c,
         lateral (select distinct on (data ->> 'domainId', lower(data ->> 'staker')) data ->> 'domainId' as domain,
                         lower(data ->> 'staker') as staker, (data ->> 'stake')::numeric as stake
                    from event where network = $1 and kind = 'deepnode-emissions.DomainStakeChanged' and block_time < c."end"
                   order by data ->> 'domainId', lower(data ->> 'staker'), block desc, log_index desc) standing
  union all
  select n, domain, 'domainOwner', owner, 1 from configured where role = 'domainOwner'
  union all
  select n, domain, 'modelOwners', owner, (data ->> 'gross')::numeric
    from closed c join event e on network = $1 and kind = 'deepnode-router.RevenueRouted' and block_time >= c.start and block_time < c."end"
    join models on model = data ->> 'modelId'
),
weights as (
  select n, 'domain ' || domain || ' ' || role as pot, account, sum(weight) as weight from took_part group by 1, 2, 3
)
