import type { StoredEvent } from '../../events/event'
import type { Facts } from '../../indexer/fold'
import type { Network } from '../../indexer/network'
import { type Queries, rowsOf } from './cursor'

/** Events of one batch: what live indexing commits at once, and few enough to hold two of. */
const BATCH_EVENTS = 20_000

/** The event log of a network in the order of the chain, whole blocks to a batch. @throws RangeError of an event nobody tells */
export async function* readLog(db: Queries, network: Network): AsyncGenerator<Facts[]> {
  const sql = `select id, network, block, block_hash as "blockHash", block_time as "blockTime", log_index as "logIndex", part,
                      tx_hash as "txHash", tx_index as "txIndex", contract, kind, data
                 from public.event where network = $1 order by block, log_index, part`
  let open: Facts[] = []
  for await (const page of rowsOf<StoredEvent>(db, sql, [network.name], BATCH_EVENTS)) {
    const batch = open
    for (const row of page) add(batch, row, network)
    // The last block may go on in the next page.
    open = batch.splice(batch.length - 1)
    if (batch.length > 0) yield batch
  }
  if (open.length > 0) yield open
}

function add(batch: Facts[], row: StoredEvent, { decoder }: Network): void {
  const event = decoder.restore(row)
  const last = batch[batch.length - 1]
  if (last?.block.number === row.block) {
    ;(last.events as (typeof event)[]).push(event)
    return
  }
  batch.push({ block: { number: row.block, hash: row.blockHash, time: row.blockTime, logs: [] }, events: [event] })
}
