import type { AuditContext } from './check'

/** Programs of which what triggers keep as unclaimed is not what their publications sum to, and how it differs. */
export async function unclaimedKept({ db, network }: AuditContext): Promise<[name: string, differs: string][]> {
  const { rows } = await db.query<Record<'program' | 'kept' | 'summed', string>>(
    `select coalesce(u.program_id, p.program_id) as program, coalesce(u.amount, 0)::text as kept, coalesce(p.amount, 0)::text as summed
     from (select * from unclaimed where network = $1) u full join (
       select program_id, sum(total - coalesce(claimed, 0) - coalesce(reclaimed, 0)) as amount
         from publication where network = $1 group by program_id) p using (program_id)
     where coalesce(u.amount, 0) <> coalesce(p.amount, 0) order by 1`,
    [network.name],
  )
  return rows.map(({ program, kept, summed }) => [
    `unclaimed of ${program}`,
    `${kept} kept, ${summed} by its publications`,
  ])
}
