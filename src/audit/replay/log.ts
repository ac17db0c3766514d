import { AssayError } from '../../errors'
import type { DomainEvent, StoredEvent } from '../../events/event'
import type { Facts } from '../../indexer/fold'
import type { Network } from '../../indexer/network'
import { type Queries, rowsOf } from './cursor'

/** Events of one batch: what live indexing commits at once, and few enough to hold two of. */
const BATCH_EVENTS = 20_000

/** The event log of a network in the order of the chain, whole blocks to a batch. @throws AssayError E-REPLAY-EVENT */
export async function* readLog(db: Queries, network: Network, pageRows = BATCH_EVENTS): AsyncGenerator<Facts[]> {
  const sql = `select id, network, block, block_hash as "blockHash", block_time as "blockTime", log_index as "logIndex", part,
                      tx_hash as "txHash", tx_index as "txIndex", contract, kind, data
                 from public.event where network = $1 order by block, log_index, part`
  let open: Facts[] = []
  for await (const page of rowsOf<StoredEvent>(db, sql, [network.name], pageRows)) {
    const batch = open
    for (const row of page) add(batch, row, network)
    // The last block may go on in the next page.
    open = batch.splice(batch.length - 1)
    if (batch.length > 0) yield batch
  }
  if (open.length > 0) yield open
}

function add(batch: Facts[], row: StoredEvent, network: Network): void {
  const event = restored(row, network)
  const last = batch[batch.length - 1]
  if (last?.block.number === row.block) {
    ;(last.events as DomainEvent[]).push(event)
    return
  }
  batch.push({ block: { number: row.block, hash: row.blockHash, time: row.blockTime }, events: [event] })
}

function restored(row: StoredEvent, { decoder, name }: Network): DomainEvent {
  try {
    return decoder.restore(row)
  } catch (cause) {
    throw new AssayError(
      'E-REPLAY-EVENT',
      `the log of ${name} holds what its profile cannot tell: ${(cause as Error).message}`,
      {
        next: 'Replay with the profile that the network was indexed with.',
        details: { event: row.id, block: row.block },
        cause,
      },
    )
  }
}
