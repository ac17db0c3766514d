/** A table that leaves the house as a file. */
interface ExportTable {
  /** what stands in it, for the help */
  readonly holds: string
  /** rows of network $1 that no later block takes back: those up to block $2; in one order, so that they make one file */
  readonly from: string
}

const upTo = (table: string, block = 'block') =>
  `${table} where network = $1 and ${block} <= $2 order by id collate "C"`

/** The event log, what is folded from it, and what was closed. */
export const exportTables: Readonly<Record<string, ExportTable>> = {
  event: { holds: 'the event log', from: upTo('event') },
  movement: { holds: 'amounts leaving one class and account for another', from: upTo('movement') },
  supply_point: { holds: 'balances of the classes after each change', from: upTo('supply_point') },
  finding: { holds: 'what contradicts a contract’s rules', from: upTo('finding') },
  position: { holds: 'stakes, as they stand', from: upTo('position', 'opened_block') },
  bill: { holds: 'bills of compute, as they stand', from: upTo('bill', 'opened_block') },
  share: {
    holds: 'who got how much of every closed distribution, and why',
    from: `(select d.network, d.program, d.period_id, s.* from report_share s
              join report r using (distribution_id) join distribution d on d.id = s.distribution_id
             where d.network = $1 and r.pinned_block <= $2) share
            order by distribution_id collate "C", account collate "C"`,
  },
}
