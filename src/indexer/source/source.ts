import type { EvmBatchProcessor } from '@subsquid/evm-processor'
import type { TypeormDatabase } from '@subsquid/typeorm-store'
import type { DecodedBlock } from '../../events/decode'
import type { BlockStore } from '../squid/store'

/** Blocks in order, handed over inside the store's transaction; a handler may be run again for the same blocks. */
export type BlockHandler = (blocks: readonly DecodedBlock[], store: BlockStore) => Promise<void>

/**
 * A source of blocks. It drives: it reads from the store's cursor on, hands batches to the handler in one
 * transaction each, rolls hot blocks back when the chain replaces them, and never returns while the chain lives.
 */
export interface Source {
  /** As the SDK's `processor.run(database, handler)`, with blocks that this source reads. */
  run(processor: EvmBatchProcessor, database: TypeormDatabase, handler: BlockHandler): Promise<void>
}
