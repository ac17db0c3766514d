import { blockId } from '../../../events/ids'
import type { Queryable } from '../../../postgres/queryable'
import { rowsOf } from '../../../postgres/readLogDigest'
import { inTransaction } from '../../../postgres/transaction'
import type { Network } from '../../network'
import { type Complete, lift } from './level'
import { isSealed, type Sealed, sealOf } from './seal'

/**
 * A network's ranges of blocks with their levels, in order. The last is left out where it may not be touched: the
 * indexer is writing on it, and its undo log names its row.
 */
export async function readRanges(
  db: Queryable,
  network: string,
  which: 'all' | 'settled' = 'all',
): Promise<Complete[]> {
  const { rows } = await db.query<Complete>(
    `select level, from_block as "fromBlock", to_block as "toBlock" from completeness
     where network = $1 and ($2 or to_block < (select max(to_block) from completeness where network = $1))
     order by from_block`,
    [network, which === 'all'],
  )
  return rows
}

/** The same with their seals. */
export async function readSealed(db: Queryable, network: string): Promise<Sealed[]> {
  const { rows } = await db.query<Sealed>(
    `select level, from_block as "fromBlock", to_block as "toBlock", seal from completeness
     where network = $1 and to_block < (select max(to_block) from completeness where network = $1) order by from_block`,
    [network],
  )
  return rows
}

/**
 * Raises the level of blocks that have been checked further; one whose level was not earned as it stands there falls to the
 * least, and is earned again. A few rows, however long the history.
 */
export async function raise(db: Queryable, { name: network, profile }: Network, raised: Complete): Promise<void> {
  const log = { name: network, chainId: profile.chainId }
  const rows = rowsOf(db)
  await inTransaction(db, async () => {
    await db.query('select 1 from completeness where network = $1 order by id for update', [network])
    const ranges: Complete[] = []
    for (const { seal, ...range } of await readSealed(db, network))
      ranges.push((await isSealed(rows, log, { seal, ...range })) ? range : { ...range, level: 'structure' })
    const next = lift(ranges, raised)
    const seals: (string | null)[] = []
    for (const range of next) seals.push(await sealOf(rows, log, range))
    const last = ranges[ranges.length - 1]
    if (last) {
      await db.query('delete from completeness where network = $1 and to_block <= $2', [network, last.toBlock])
      await db.query(
        `insert into completeness (id, network, level, from_block, to_block, seal)
         select t.id, $1, t.level, t.from_block, t.to_block, t.seal
         from unnest($2::text[], $3::text[], $4::int[], $5::int[], $6::text[]) as t(id, level, from_block, to_block, seal)`,
        [
          network,
          next.map(({ fromBlock }) => blockId(network, fromBlock)),
          next.map(({ level }) => level),
          next.map(({ fromBlock }) => fromBlock),
          next.map(({ toBlock }) => toBlock),
          seals,
        ],
      )
    }
  })
}
