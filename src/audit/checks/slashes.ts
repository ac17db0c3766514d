import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'

export const slashes: AuditCheck = {
  id: 'slashes',
  title: 'every slash takes 5 to 20 % of the stake that the node had, and is burned whole',
  why: 'A node would lose more than the rules allow, or somebody would keep what was to be burned.',
  unasked: needsContract('dgrid-nodes'),
  run: (context) =>
    rulesHold(context, {
      looked: `select count(*) as slashes, coalesce(sum(amount), 0) as burned from slash where network = $1 and block <= $2`,
      rules: [
        {
          sql: `select id, format('%s of %s, allowed %s to %s', amount, stake_before, div(stake_before * 500, 10000),
                         div(stake_before * 2000, 10000)) as why
                  from slash where network = $1 and slash.block <= $2
                   and amount not between div(stake_before * 500, 10000) and div(stake_before * 2000, 10000)`,
        },
        {
          sql: `select id, format('%s: said to be burned %s, burned in its transaction %s', amount, s.burned, coalesce(paid::text, 'nothing')) as why
                  from slash s, lateral (
                    select sum(m.amount) as paid from movement m
                     where m.network = $1 and m.tx_hash = s.tx_hash and m.block = s.block
                       and m.id >= $1 || '-' || lpad(s.block::text, 10, '0') and m.id < $1 || '-' || lpad((s.block + 1)::text, 10, '0')
                       and m.cause = 'slash' and m.to_class = 'burned' and m.amount = s.amount) as burned
                 where s.network = $1 and s.block <= $2 and (not s.burned or paid is null)`,
        },
        {
          sql: `select s.id, format('stake %s before it, of the node''s history %s', s.stake_before, before.stake) as why
                  from slash s, lateral (
                    select stake from node_version v where v.network = $1 and v.node = s.node and v.from_block < s.block
                     order by from_block desc limit 1) as before
                 where s.network = $1 and s.block <= $2 and s.stake_before <> before.stake
                   and not exists (select from slash o where o.network = $1 and o.node = s.node and o.block = s.block and o.id < s.id)
                   and not exists (select from event e where e.network = $1 and e.kind = 'dgrid-nodes.NodeStakeChanged'
                     and e.block = s.block and e.id < s.id and lower(e.data->>'node') = s.node)`,
        },
      ],
    }),
}
