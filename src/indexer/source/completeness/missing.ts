import { AssayError } from '../../../errors'
import { blockId } from '../../../events/ids'
import type { Queryable } from '../../../postgres/queryable'
import type { Network } from '../../network'
import type { HistoryBlock } from '../history/range'
import { decoded } from '../rawBlock'

/** A log that belongs to the ledger, by where it is. */
interface LogRef {
  readonly block: number
  readonly blockHash: string
  readonly logIndex: number
}

/** A log that only one side has. */
export interface Difference extends LogRef {
  readonly side: 'chain' | 'ledger'
}

/**
 * Compares blocks that were read whole with their rows. Logs are decoded first: one of no interest has no row, one that
 * no decoder understands has its row in the quarantine. @returns the first log that differs
 */
export async function firstDifference(
  db: Queryable,
  network: Network,
  blocks: readonly HistoryBlock[],
): Promise<Difference | undefined> {
  const expected = new Map(blocks.flatMap((block) => logsOf(network, block)).map((log) => [keyOf(log), log]))
  const heights = blocks.map(({ header }) => header.height)
  const { rows } = await db.query<LogRef>(
    `select distinct block, block_hash as "blockHash", log_index as "logIndex" from event
     where network = $1 and block = any($2) and id >= $4 and id < $5
     union select q.block, b.hash, q.log_index from quarantine q
     join unnest($2::int[], $3::text[]) as b(number, hash) on b.number = q.block where q.network = $1`,
    [
      ...[network.name, heights, blocks.map(({ header }) => header.hash)],
      // An index range: the blocks are some of a hundred neighbours, so little else lies between them.
      ...[blockId(network.name, Math.min(...heights)), blockId(network.name, Math.max(...heights) + 1)],
    ],
  )
  const stored = new Map(rows.map((log) => [keyOf(log), log]))
  const differences: Difference[] = [
    ...[...expected].filter(([key]) => !stored.has(key)).map(([, log]) => ({ ...log, side: 'chain' as const })),
    ...[...stored].filter(([key]) => !expected.has(key)).map(([, log]) => ({ ...log, side: 'ledger' as const })),
  ]
  return differences.sort((a, b) => a.block - b.block || a.logIndex - b.logIndex)[0]
}

/** @throws AssayError E-LOGS-MISSING, E-LOGS-FOREIGN naming the first block that differs */
export async function requireStored(...compared: Parameters<typeof firstDifference>): Promise<void> {
  const difference = await firstDifference(...compared)
  if (difference) throw wrongLedger(difference)
}

export function wrongLedger({ side, block, logIndex, blockHash }: Difference): AssayError {
  const [code, how] =
    side === 'chain'
      ? (['E-LOGS-MISSING', 'is not in the ledger'] as const)
      : (['E-LOGS-FOREIGN', 'is not on the chain'] as const)
  return new AssayError(code, `block ${block}: log ${logIndex} ${how}`, {
    next: 'The endpoint that was indexed from gave another answer. Index again from an empty database with a sound one (without --from-archive).',
    details: { block, blockHash, logIndex },
  })
}

function logsOf(network: Network, block: HistoryBlock): LogRef[] {
  const { events, undecodable } = decoded(block, network)
  const indexes = [...events.map(({ logIndex }) => logIndex), ...undecodable.map(({ log }) => log.logIndex)]
  return indexes.map((logIndex) => ({ block: block.header.height, blockHash: block.header.hash, logIndex }))
}

const keyOf = ({ blockHash, logIndex }: LogRef) => `${blockHash}:${logIndex}`
