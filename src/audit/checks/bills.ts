import { MAX_PENALTY_BPS } from '../../economics/billing'
import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { rulesHold } from '../rules'

/** cost = floor(microCU × basePrice × (10,000 + penaltyBps) / (1,000,000 × 10,000)); domain.md §3 */
export const COST = (units: string, price: string, bps: string) =>
  `div(${units} * ${price} * (10000 + ${bps}), 10000000000)`

/** What governance had set when a block began, of a parameter that it did not change in that block. */
const inForce = (name: string, block: string) => `(
  select p.value::numeric from parameter p where p.network = $1 and p.name = '${name}' and p.from_block <= ${block}
   order by p.from_block desc, p.id desc limit 1)`
const changedIn = (names: string, block: string) => `exists (
  select from parameter p where p.network = $1 and p.name in (${names}) and p.from_block = ${block})`

const SETTLED = `select * from bill where network = $1 and status = 'settled' and settled_block <= $2`
const SHARED = `
  select s.*, s.cost - s.fee - s.governance as rest,
      ${inForce('feeBps', 's.settled_block')} as fee_bps, ${inForce('governanceBps', 's.settled_block')} as governance_bps,
      ${inForce('treasuryBps', 's.settled_block')} as treasury_bps, ${inForce('adaptorBps', 's.settled_block')} as adaptor_bps
    from (${SETTLED}) s
   where not ${changedIn("'feeBps', 'governanceBps', 'treasuryBps', 'adaptorBps'", 's.settled_block')}`

export const bills: AuditCheck = {
  id: 'bills',
  title: 'every bill costs what its formula says, Σ parts = cost, and escrow = cost + refund',
  why: 'A user would pay, or a node get, another amount than was agreed.',
  unasked: needsContract('dgrid-bill'),
  run: (context) =>
    rulesHold(context, {
      looked: `select count(*) filter (where status = 'open') as open, count(*) filter (where status = 'settled') as settled,
                 count(*) filter (where status = 'refunded') as refunded from bill where network = $1 and opened_block <= $2`,
      rules: [
        {
          sql: `select id, format('cost %s, by its units, price and penalty %s', cost, ${COST('compute_units', 'base_price', 'latency_penalty_bps')}) as why
                  from (${SETTLED}) s where cost is distinct from ${COST('compute_units', 'base_price', 'latency_penalty_bps')}`,
        },
        {
          sql: `select id, format('latency penalty of %s bps', latency_penalty_bps) as why from (${SETTLED}) s
                 where latency_penalty_bps not between 0 and ${MAX_PENALTY_BPS}`,
        },
        {
          sql: `select id, format('Σ parts %s, cost %s', fee + governance + treasury + adaptor_share + node_share, cost) as why
                  from (${SETTLED}) s where fee + governance + treasury + adaptor_share + node_share is distinct from cost`,
        },
        {
          sql: `select id, format('fee %s, governance %s, treasury %s, adaptor %s: another split than was in force', fee,
                         governance, treasury, adaptor_share) as why
                  from (${SHARED}) s where fee_bps is not null and (fee, governance, treasury, adaptor_share) is distinct from
                    (div(cost * fee_bps, 10000), div(cost * governance_bps, 10000), div(rest * treasury_bps, 10000),
                     div(rest * adaptor_bps, 10000))`,
        },
        {
          sql: `select id, format('base price %s, in force %s', base_price, ${inForce('basePrice', 'b.opened_block')}) as why
                  from bill b where network = $1 and opened_block <= $2 and not ${changedIn("'basePrice'", 'b.opened_block')}
                   and base_price is distinct from coalesce(${inForce('basePrice', 'b.opened_block')}, 0)`,
        },
        {
          sql: `select id, format('escrow %s, cost %s + refund %s', escrow, coalesce(cost, 0), refund) as why
                  from bill where network = $1 and settled_block <= $2 and escrow <> coalesce(cost, 0) + refund`,
        },
        {
          sql: `select id, format('%s, closed in block %s', status, coalesce(settled_block::text, 'none')) as why from bill
                 where network = $1 and opened_block <= $2
                   and (status not in ('open', 'settled', 'refunded') or (status = 'open') <> (settled_block is null))`,
        },
      ],
    }),
}
