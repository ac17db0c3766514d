import type { Restated } from '../restated'

/** The stake in force of every staker of every domain: one index look-up each. */
export const domainStakes: Restated = {
  identity: 'domain-stakes',
  class: 'staked',
  sql: `
  with recursive known as (
    (select domain_id, staker from domain_stake where network = $1 order by domain_id, staker limit 1)
    union all
    select next.domain_id, next.staker from known, lateral (
      select domain_id, staker from domain_stake
       where network = $1 and (domain_id, staker) > (known.domain_id, known.staker)
       order by domain_id, staker limit 1) next)
  select coalesce(sum(standing.stake), 0) as amount from known, lateral (
    select stake from domain_stake
     where network = $1 and domain_id = known.domain_id and staker = known.staker and from_block <= $2
     order by from_block desc, id desc limit 1) standing`,
}
