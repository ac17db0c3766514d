import { finalHeight } from '../../postgres/cursor'
import type { Queryable } from '../../postgres/queryable'
import type { Program } from '../programs'
import { distributionById } from '../read/distributions'
import type { PublishChain } from './chain'

/**
 * A publication may be reorganised away until it is final. A distribution that the chain no longer holds becomes approved
 * again, and its transaction, which is kept, is sent again.
 * @returns ids that went back to approved
 */
export async function reconcilePublished(db: Queryable, chain: PublishChain, program: Program): Promise<string[]> {
  const { distributor, network } = program
  if (distributor === undefined) return []
  const height = (await finalHeight(db, network)) ?? -1
  await markFinal(db, program, height)
  const { rows } = await db.query<{ id: string }>(
    `select id from distribution where network = $1 and program = $2 and state = 'published' and not publication_final
     order by period_end`,
    [network, program.name],
  )
  const lost: string[] = []
  for (const { id } of rows) {
    const { programId, periodNumber, style } = (await distributionById(db, id))!
    const closedBy = program.distributors[style]
    if (closedBy === undefined || (await chain.published(closedBy, programId, periodNumber)) !== null) continue
    await db.query(
      `update distribution set state = 'approved', published_tx = null, published_block = null, changed_at = now(),
         claims_counted = null
       where id = $1 and state = 'published'`,
      [id],
    )
    lost.push(id)
  }
  return lost
}

/** Marks publications in final blocks, which are not looked at again; a reorganisation may have moved them to another block. */
async function markFinal(db: Queryable, { network, name }: Program, height: number): Promise<void> {
  await db.query(
    `update distribution d set publication_final = true,
       published_block = case when d.published_tx = p.tx_hash then p.block else d.published_block end from publication p
     where d.network = $1 and d.program = $2 and d.state = 'published' and not d.publication_final
       and p.network = d.network and p.program_id = d.program_id and p.period = d.period_number and p.block <= $3`,
    [network, name, height],
  )
}
