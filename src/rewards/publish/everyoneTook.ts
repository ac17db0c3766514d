/**
 * SQL: whether everyone has taken what cumulative distribution `d` says they were ever given, by any root since.
 * @param upTo the last block whose claims count
 */
export function everyoneTook(upTo: string): string {
  return `not exists (select from report_cumulative g where g.distribution_id = d.id and g.amount > coalesce((
    select sum(c.amount) from reward_claim c join distribution k
      on k.network = c.network and k.program_id = c.program_id and k.period_number = c.period and k.style = 'cumulative'
    where c.network = d.network and c.program_id = d.program_id and c.account = g.account and c.block <= ${upTo}), 0))`
}
