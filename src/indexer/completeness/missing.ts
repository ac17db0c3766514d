import type { ClientBase } from 'pg'
import { AssayError } from '../../errors'
import type { HistoryBlock } from '../history/range'
import type { Network } from '../network'
import { toRawBlock } from '../rawBlock'

/** A log that belongs to the ledger, by where it is. */
interface LogRef {
  readonly block: number
  readonly blockHash: string
  readonly logIndex: number
}

/**
 * Compares blocks that were read whole with what is stored of them. Logs that say nothing to us have no row, so each
 * is decoded first; what no decoder understands has its row in the quarantine.
 * @throws AssayError E-LOGS-MISSING, E-LOGS-FOREIGN naming the first block that differs
 */
export async function requireStored(
  db: Pick<ClientBase, 'query'>,
  network: Network,
  blocks: readonly HistoryBlock[],
): Promise<void> {
  const expected = new Map(blocks.flatMap((block) => logsOf(network, block)).map((log) => [keyOf(log), log]))
  const heights = blocks.map(({ header }) => header.height)
  const { rows } = await db.query<LogRef>(
    `select distinct block, block_hash as "blockHash", log_index as "logIndex" from event
     where network = $1 and block = any($2)
     union select q.block, b.hash, q.log_index from quarantine q
     join unnest($2::int[], $3::text[]) as b(number, hash) on b.number = q.block where q.network = $1`,
    [network.name, heights, blocks.map(({ header }) => header.hash)],
  )
  const stored = new Map(rows.map((log) => [keyOf(log), log]))
  for (const [key, log] of expected) if (!stored.has(key)) throw differs('E-LOGS-MISSING', log, 'is not in the ledger')
  for (const [key, log] of stored) if (!expected.has(key)) throw differs('E-LOGS-FOREIGN', log, 'is not on the chain')
}

function logsOf(network: Network, block: HistoryBlock): LogRef[] {
  const raw = toRawBlock(block, network)
  const { events, undecodable } = network.decoder.block(raw)
  const indexes = [...events.map(({ logIndex }) => logIndex), ...undecodable.map(({ log }) => log.logIndex)]
  return indexes.map((logIndex) => ({ block: raw.number, blockHash: raw.hash, logIndex }))
}

const keyOf = ({ blockHash, logIndex }: LogRef) => `${blockHash}:${logIndex}`

function differs(code: 'E-LOGS-MISSING' | 'E-LOGS-FOREIGN', log: LogRef, how: string): AssayError {
  return new AssayError(code, `block ${log.block}: log ${log.logIndex} ${how}`, {
    next: 'The endpoint that was indexed from gave another answer. Index again from an empty database with a sound one (without --from-archive).',
    details: { ...log },
  })
}
