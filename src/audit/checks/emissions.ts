import { FOUNDATION_BPS } from '../../economics/emission/shares'
import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'

const SHARES = ['miners_bps', 'stakers_bps', 'validators_bps', 'domain_owner_bps', 'model_owners_bps']
const SUM = [...SHARES, FOUNDATION_BPS].join(' + ')

/** Where in its block a domain chose: the last log that configured it there. Ids of logs are in the order of the chain. */
const CHOSEN = `(select e.id from event e where e.network = $1 and e.kind = 'deepnode-router.DomainConfigured'
    and e.block = d.from_block and e.data->>'domainId' = d.domain_id::text order by e.id collate "C" desc limit 1)`

/** Governance's limit on a role when a domain chose, also by a log before it in its own block. */
const limit = (which: 'floor' | 'ceiling', otherwise: number) => `coalesce((
  select p.value::int from parameter p where p.network = $1 and p.name = '${which}Bps:' || share.role and p.id collate "C" < chosen.id
   order by p.id collate "C" desc limit 1), ${otherwise})`

export const emissions: AuditCheck = {
  id: 'emissions',
  title: 'shares of an emission sum to 10,000 inside their bounds, and what was minted is what was emitted',
  why: 'Tokens would be minted for nobody, or somebody’s share taken from another.',
  unasked: needsContract('deepnode-emissions'),
  run: (context) =>
    rulesHold(context, {
      looked: `select count(*) as emissions, coalesce(sum(amount), 0) as amount from emission where network = $1 and block <= $2`,
      rules: [
        {
          sql: `select id, format('shares sum to %s', ${SUM}) as why from domain_version
                 where network = $1 and from_block <= $2 and ${SUM} <> 10000`,
        },
        {
          sql: `select d.id, format('role %s has %s bps', share.role, share.bps) as why
                  from domain_version d, lateral unnest(array[${SHARES.join(', ')}]) with ordinality as listed(bps, place),
                    lateral (select place - 1 as role, bps) as share, lateral ${CHOSEN} as chosen
                 where d.network = $1 and d.from_block <= $2
                   and share.bps not between ${limit('floor', 0)} and ${limit('ceiling', 10_000)}`,
        },
        {
          sql: `select d.id, 'no log configured the domain in its block' as why from domain_version d
                 where d.network = $1 and d.from_block <= $2 and not exists ${CHOSEN}`,
        },
        {
          sql: `select format('block %s', emitted.block) as id, format('emitted %s, minted %s', emitted.amount, coalesce(minted.amount, 0)) as why
                  from (select block, sum(amount) as amount from emission where network = $1 and block <= $2 group by block) as emitted
                  left join (select block, sum(amount) as amount from movement
                              where network = $1 and asset = $3 and from_class = 'issuance' and cause = 'emission' and block <= $2
                              group by block) as minted using (block)
                 where emitted.amount is distinct from minted.amount
                   and not exists (select from finding f where f.network = $1 and f.block = emitted.block and f.code = 'F-EMISSION')`,
          values: [context.network.token],
        },
      ],
    }),
}
