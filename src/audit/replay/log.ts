import type { BlockNumber, Hash, Seconds } from '../../economics/units'
import { AssayError } from '../../errors'
import type { DomainEvent, StoredEvent } from '../../events/event'
import { idsFrom } from '../../events/ids'
import { EventBlock } from '../../events/occurred'
import type { Facts } from '../../indexer/fold/fold'
import type { Network } from '../../indexer/network'
import { pagesOf } from '../../postgres/pages'
import type { Queryable } from '../../postgres/queryable'

/** Events of one batch: the more, the fewer rows are read and written twice; few enough to hold two of. */
const BATCH_EVENTS = 50_000
/** Rows asked for at once: few, since a row is dropped once its event is restored, and those that wait are copied. */
const PAGE_ROWS = 2_000

type LoggedEvent = StoredEvent & { readonly block: BlockNumber; readonly blockHash: Hash; readonly blockTime: Seconds }

/** An event as it is sent; a value that it shares with the one before it is null. */
type LogRow = Omit<LoggedEvent, 'blockHash' | 'blockTime' | 'txHash'> & {
  blockHash: Hash | null
  blockTime: Seconds | null
  txHash: Hash | null
}

// By id: ids sort in the order of the chain, by their index. Shared values are half of the text of a row.
const LOG = `
  select id, block, log_index as "logIndex", tx_index as "txIndex", contract, kind, data,
         nullif(block_hash, lag(block_hash) over chain) as "blockHash",
         nullif(block_time, lag(block_time) over chain) as "blockTime",
         nullif(tx_hash, lag(tx_hash) over chain) as "txHash"
    from public.event where network = $1 and id >= $2 and id < $3 window chain as (order by id) order by id`

/** The event log of a network in the order of the chain, whole blocks to a batch. @throws AssayError E-REPLAY-EVENT */
export async function* readLog(
  db: Queryable,
  network: Network,
  { batchEvents = BATCH_EVENTS, pageRows = PAGE_ROWS } = {},
): AsyncGenerator<Facts[]> {
  const values = [network.name, ...idsFrom(network.name, 0)]
  let batch = new Batch(network)
  let above: LoggedEvent | undefined
  for await (const page of pagesOf<LogRow>(db, LOG, values, pageRows))
    for (const sent of page) {
      const row = whole(sent, above)
      above = row
      if (batch.events >= batchEvents && batch.block !== row.block) {
        yield batch.facts
        batch = new Batch(network)
      }
      batch.add(row)
    }
  if (batch.events > 0) yield batch.facts
}

/** Restores the values that a row shares with the one before it. */
function whole(row: LogRow, above: LoggedEvent | undefined): LoggedEvent {
  if (above) {
    row.blockHash ??= above.blockHash
    row.blockTime ??= above.blockTime
    row.txHash ??= above.txHash
  }
  return row as LoggedEvent
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

  add(row: LoggedEvent): void {
    if (this.block !== row.block) this.begin(row)
    this.open.push(this.restored(row))
    this.events++
  }

  private begin({ block, blockHash, blockTime }: LoggedEvent): void {
    this.where = new EventBlock(this.network.name, { number: block, hash: blockHash, time: blockTime })
    this.open = []
    this.facts.push({ block: this.where.head, events: this.open })
  }

  private restored(row: LoggedEvent): DomainEvent {
    try {
      const { head } = this.where!
      if (row.blockHash !== head.hash || row.blockTime !== head.time)
        throw new RangeError(`event ${row.id}: its block has another hash or time than with the event before it`)
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
