import type { Restated } from '../restated'

/** Escrowed after the block: bills that are open now, and those that were closed since, no earlier than its time. */
export const openBills: Restated = {
  identity: 'open-bills',
  class: 'escrow',
  sql: `
  select coalesce(sum(escrow), 0) as amount from (
    select escrow from bill where network = $1 and status = 'open' and opened_block <= $2
    union all
    select escrow from bill
     where network = $1 and status in ('settled', 'refunded') and settled_block > $2
       and settled_time >= coalesce(
         (select time from block where network = $1 and number <= $2 order by number desc limit 1), 0)
       and opened_block <= $2) standing`,
}
