import type { Queryable } from '../../postgres/queryable'
import { verifyInStore } from '../close/verifyInStore'
import type { Program } from '../programs'

/**
 * Writes the files of distributions that were closed before hashes of them were kept, once: from rows that hold.
 * @param failed told of each that does not, which stays without hashes
 */
export async function writeMissing(
  db: Queryable,
  { network, name }: Program,
  writeFiles: (id: string) => Promise<unknown>,
  failed: (id: string, error: unknown) => void,
): Promise<void> {
  const { rows } = await db.query<{ id: string }>(
    `select d.id from distribution d
     where d.network = $1 and d.program = $2 and d.state not in ('planned', 'computed')
       and not exists (select from report_file f where f.distribution_id = d.id)
     order by d.period_end`,
    [network, name],
  )
  for (const { id } of rows) {
    try {
      await verifyInStore(db, id)
      await writeFiles(id)
    } catch (error) {
      failed(id, error)
    }
  }
}
