import { AssayError } from '../../errors'
import type { DomainEvent, StoredEvent } from '../../events/event'
import { idsFrom } from '../../events/ids'
import { EventBlock } from '../../events/occurred'
import type { Facts } from '../../indexer/fold'
import type { Network } from '../../indexer/network'
import { type Queries, rowsOf } from './cursor'

/** Events of one batch: what live indexing commits at once, and few enough to hold two of. */
const BATCH_EVENTS = 20_000
/** Rows asked for at once: few, since a row is dropped once its event is restored, and those that wait are copied. */
const PAGE_ROWS = 2_000

/** The event log of a network in the order of the chain, whole blocks to a batch. @throws AssayError E-REPLAY-EVENT */
export async function* readLog(
  db: Queries,
  network: Network,
  { batchEvents = BATCH_EVENTS, pageRows = PAGE_ROWS } = {},
): AsyncGenerator<Facts[]> {
  // In the order of the chain: ids sort in it, and their index is there.
  const sql = `select id, block, block_hash as "blockHash", block_time as "blockTime", log_index as "logIndex",
                      tx_hash as "txHash", tx_index as "txIndex", contract, kind, data
                 from public.event where network = $1 and id >= $2 and id < $3 order by id`
  const values = [network.name, ...idsFrom(network.name, 0)]
  let batch = new Batch(network)
  for await (const page of rowsOf<StoredEvent>(db, sql, values, pageRows))
    for (const row of page) {
      if (batch.events >= batchEvents && batch.block !== row.block) {
        yield batch.facts
        batch = new Batch(network)
      }
      batch.add(row)
    }
  if (batch.events > 0) yield batch.facts
}

/** Blocks as their rows arrive. */
class Batch {
  readonly facts: Facts[] = []
  events = 0
  private where: EventBlock | undefined
  private open: DomainEvent[] = []

  constructor(private readonly network: Network) {}

  /** of the event that was added last */
  get block(): number | undefined {
    return this.where?.head.number
  }

  add(row: StoredEvent): void {
    if (this.where?.head.number !== row.block) this.begin(row)
    this.open.push(this.restored(row))
    this.events++
  }

  private begin({ block, blockHash, blockTime }: StoredEvent): void {
    this.where = new EventBlock(this.network.name, { number: block, hash: blockHash, time: blockTime })
    this.open = []
    this.facts.push({ block: this.where.head, events: this.open })
  }

  private restored(row: StoredEvent): DomainEvent {
    try {
      return this.network.decoder.restore(this.where!, row)
    } catch (cause) {
      throw new AssayError(
        'E-REPLAY-EVENT',
        `the log of ${this.network.name} cannot be read back: ${(cause as Error).message}`,
        {
          next: 'Replay with the profile that the network was indexed with; if it was this one, the log has been changed since.',
          details: { event: row.id, block: row.block },
          cause,
        },
      )
    }
  }
}
