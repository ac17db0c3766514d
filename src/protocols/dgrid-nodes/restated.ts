import type { Restated } from '../restated'

/** The version in force of every node: one index look-up each, however often it changed. */
export const nodeStakes: Restated = {
  identity: 'node-stakes',
  class: 'node-stake',
  sql: `
  with recursive known as (
    (select node from node_version where network = $1 order by node limit 1)
    union all
    select next.node from known, lateral (
      select node from node_version where network = $1 and node > known.node order by node limit 1) next)
  select coalesce(sum(standing.stake), 0) as amount from known, lateral (
    select stake from node_version where network = $1 and node = known.node and from_block <= $2
     order by from_block desc limit 1) standing`,
}
