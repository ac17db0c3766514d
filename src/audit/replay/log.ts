import type { Hash, Seconds } from '../../economics/units'
import { AssayError } from '../../errors'
import type { DomainEvent, StoredEvent } from '../../events/event'
import { idsFrom } from '../../events/ids'
import { EventBlock } from '../../events/occurred'
import type { Facts } from '../../indexer/fold'
import type { Network } from '../../indexer/network'
import { type Queries, rowsOf } from './cursor'

/** Events of one batch: the more, the fewer rows are read and written twice; few enough to hold two of. */
const BATCH_EVENTS = 50_000
/** Rows asked for at once: few, since a row is dropped once its event is restored, and those that wait are copied. */
const PAGE_ROWS = 2_000

/** An event, and what it does not share with the one before it: rows come in the order of the chain. */
type LogRow = Omit<StoredEvent, 'txHash'> & {
  readonly block: number
  readonly blockHash: Hash | null
  readonly blockTime: Seconds | null
  txHash: Hash | null
}

// By id: ids sort in the order of the chain, and their index is there. What is shared is half of the text of a row.
const LOG = `
  select id, block, log_index as "logIndex", tx_index as "txIndex", contract, kind, data,
         case when lag(block) over chain = block then null else block_hash end as "blockHash",
         case when lag(block) over chain = block then null else block_time end as "blockTime",
         case when lag(tx_hash) over chain = tx_hash then null else tx_hash end as "txHash"
    from public.event where network = $1 and id >= $2 and id < $3 window chain as (order by id) order by id`

/** The event log of a network in the order of the chain, whole blocks to a batch. @throws AssayError E-REPLAY-EVENT */
export async function* readLog(
  db: Queries,
  network: Network,
  { batchEvents = BATCH_EVENTS, pageRows = PAGE_ROWS } = {},
): AsyncGenerator<Facts[]> {
  const values = [network.name, ...idsFrom(network.name, 0)]
  let batch = new Batch(network)
  for await (const page of rowsOf<LogRow>(db, LOG, values, pageRows))
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
  private txHash: Hash | null = null

  constructor(private readonly network: Network) {}

  /** of the event that was added last */
  get block(): number | undefined {
    return this.where?.head.number
  }

  add(row: LogRow): void {
    if (this.block !== row.block) this.begin(row)
    if (row.txHash === null) row.txHash = this.txHash
    else this.txHash = row.txHash
    this.open.push(this.restored(row))
    this.events++
  }

  private begin({ block, blockHash, blockTime }: LogRow): void {
    this.where = new EventBlock(this.network.name, { number: block, hash: blockHash!, time: blockTime! })
    this.open = []
    this.facts.push({ block: this.where.head, events: this.open })
  }

  private restored(row: LogRow): DomainEvent {
    try {
      return this.network.decoder.restore(this.where!, row as StoredEvent)
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
