import type { Queryable } from '../../../postgres/queryable'
import type { Network } from '../../network'
import type { HistoryBlock } from '../history/range'
import { decoded } from '../rawBlock'

/** Gives events of a build that kept no hash the one of their raw log, once blocks were read again and compared with their rows. */
export async function fillHashes(db: Queryable, network: Network, blocks: readonly HistoryBlock[]): Promise<void> {
  const events = blocks.flatMap((block) => decoded(block, network).events)
  if (events.length === 0) return
  await db.query(
    `update event e set log_hash = t.hash from unnest($1::text[], $2::text[]) as t(id, hash)
      where e.id = t.id and e.log_hash is null`,
    [events.map(({ id }) => id), events.map(({ logHash }) => logHash)],
  )
}
