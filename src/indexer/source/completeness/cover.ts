import { blockId } from '../../../events/ids'
import { Completeness } from '../../../model'
import type { Network } from '../../network'
import type { BlockStore } from '../../squid/store'
import type { Complete } from './level'
import { sealOf } from './seal'

/**
 * Records how the blocks of a batch were checked, in the batch's own transaction, so that a reorg undoes the record with
 * its blocks. The range of the batch before grows where the level is the same.
 */
export async function cover(store: BlockStore, { name: network, profile }: Network, blocks: Complete): Promise<void> {
  const [last] = await store.query<Completeness>(
    `select id, level, from_block as "fromBlock", to_block as "toBlock" from completeness
     where network = $1 order by to_block desc limit 1`,
    [network],
  )
  const from = last ? last.toBlock + 1 : blocks.fromBlock
  if (blocks.toBlock < from) return
  const grows = last?.level === blocks.level
  // It is written no further: from now on its level is bound to what it was earned for.
  if (last && !grows) {
    const seal = await sealOf(
      (sql, values) => store.query(sql, values),
      { name: network, chainId: profile.chainId },
      last as Complete,
    )
    if (seal) await store.upsert(Completeness, [new Completeness({ ...last, network, seal })])
  }
  await store.upsert(Completeness, [
    new Completeness({
      id: grows ? last.id : blockId(network, from),
      network,
      level: blocks.level,
      fromBlock: grows ? last.fromBlock : from,
      toBlock: blocks.toBlock,
    }),
  ])
}
