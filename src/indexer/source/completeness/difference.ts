import { AssayError } from '../../../errors'
import { storedArgs } from '../../../events/event'
import { blockId } from '../../../events/ids'
import type { Queryable } from '../../../postgres/queryable'
import type { Network } from '../../network'
import type { HistoryBlock } from '../history/range'
import { decoded } from '../rawBlock'

/** A log that belongs to the ledger: where it is, and what it says, by field. */
interface Told {
  readonly block: number
  readonly blockHash: string
  readonly logIndex: number
  readonly says: Readonly<Record<string, string>>
}

/** A log that one side does not have, or that says something else there. */
export interface Difference extends Pick<Told, 'block' | 'blockHash' | 'logIndex'> {
  /** the only side that has it; `both` where one field of it differs */
  readonly side: 'chain' | 'ledger' | 'both'
  readonly field?: string
  readonly onChain?: string
  readonly inLedger?: string
}

/** The field of an event's hash of its raw log. */
const RAW_LOG = 'rawLog'

/** Of an event the row holds what was decoded, of a log that no decoder understands the log itself. */
const STORED = `
  select block, block_hash as "blockHash", log_index as "logIndex",
         (data - array['callTo', 'callInput', 'callWithdrawn']) || jsonb_build_object(
           'event', kind, 'contract', contract, 'transaction', tx_hash, 'transactionIndex', tx_index::text,
           'time', block_time::text) || jsonb_strip_nulls(jsonb_build_object('rawLog', log_hash)) as says
    from event where network = $1 and block = any($2) and id >= $4 and id < $5
  union all
  select q.block, b.hash, q.log_index, jsonb_build_object(
           'contract', q.contract, 'transaction', q.tx_hash, 'data', lower(q.raw->>'data'), 'topics', (
             select string_agg(lower(topic), ',' order by at) from jsonb_array_elements_text(q.raw->'topics') with ordinality t(topic, at)))
    from quarantine q join unnest($2::int[], $3::text[]) as b(number, hash) on b.number = q.block where q.network = $1`

/**
 * Compares blocks that were read whole with their rows, place by place and field by field. Logs are decoded first: one of
 * no interest has no row, one that no decoder understands has its row in the quarantine. @returns the first that differs
 */
export async function firstDifference(
  db: Queryable,
  network: Network,
  blocks: readonly HistoryBlock[],
): Promise<Difference | undefined> {
  const chain = new Map(blocks.flatMap((block) => logsOf(network, block)).map((log) => [keyOf(log), log]))
  const heights = blocks.map(({ header }) => header.height)
  const { rows } = await db.query<Told>(STORED, [
    ...[network.name, heights, blocks.map(({ header }) => header.hash)],
    // An index range: the blocks are some of a hundred neighbours, so little else lies between them.
    ...[blockId(network.name, Math.min(...heights)), blockId(network.name, Math.max(...heights) + 1)],
  ])
  const ledger = new Map(rows.map((log) => [keyOf(log), log]))
  const differences: Difference[] = [
    ...[...chain].flatMap(([key, log]) => differenceOf(log, ledger.get(key)) ?? []),
    ...[...ledger].filter(([key]) => !chain.has(key)).map(([, log]) => ({ ...placeOf(log), side: 'ledger' as const })),
  ]
  return differences.sort((a, b) => a.block - b.block || a.logIndex - b.logIndex)[0]
}

/** @throws AssayError E-LOGS-MISSING, E-LOGS-FOREIGN, E-LOGS-DIFFER naming the first log that differs */
export async function requireStored(...compared: Parameters<typeof firstDifference>): Promise<void> {
  const difference = await firstDifference(...compared)
  if (difference) throw wrongLedger(difference)
}

export function wrongLedger({ side, block, logIndex, blockHash, ...told }: Difference): AssayError {
  const { field, onChain, inLedger } = told
  const details = { block, blockHash, logIndex }
  if (side === 'both')
    return new AssayError(
      'E-LOGS-DIFFER',
      `block ${block}: ${field} of log ${logIndex} is ${onChain} on the chain and ${inLedger} in the ledger`,
      {
        next: 'Either the row was changed, which assay replay shows where the ledger no longer follows from its log, or the endpoint that was indexed from gave another answer. Index again from an empty database with a sound one (without --from-archive).',
        details: { ...details, ...told },
      },
    )
  const [code, how] =
    side === 'chain'
      ? (['E-LOGS-MISSING', 'is not in the ledger'] as const)
      : (['E-LOGS-FOREIGN', 'is not on the chain'] as const)
  return new AssayError(code, `block ${block}: log ${logIndex} ${how}`, {
    next: 'The endpoint that was indexed from gave another answer. Index again from an empty database with a sound one (without --from-archive).',
    details,
  })
}

function logsOf(network: Network, block: HistoryBlock): Told[] {
  const { events, undecodable } = decoded(block, network)
  const at = { block: block.header.height, blockHash: block.header.hash }
  return [
    ...events.map((event) => ({
      ...{ ...at, logIndex: event.logIndex },
      says: {
        ...storedArgs(event),
        ...{ event: event.kind, contract: event.contract, time: `${event.blockTime}` },
        ...{ transaction: event.txHash, transactionIndex: `${event.txIndex}`, [RAW_LOG]: event.logHash ?? '' },
      },
    })),
    ...undecodable.map(({ log }) => ({
      ...{ ...at, logIndex: log.logIndex },
      says: {
        contract: log.address,
        transaction: log.txHash,
        data: log.data.toLowerCase(),
        topics: log.topics.join(',').toLowerCase(),
      },
    })),
  ]
}

/** @param stored the row of the same place */
function differenceOf(log: Told, stored: Told | undefined): Difference | undefined {
  if (!stored) return { ...placeOf(log), side: 'chain' }
  const fields = new Set([...Object.keys(log.says), ...Object.keys(stored.says)])
  // Last of all fields: what was decoded says more of a change than its hash. Rows of before the hash was kept have none.
  if (stored.says[RAW_LOG] === undefined) fields.delete(RAW_LOG)
  const field = [...fields].find((name) => log.says[name] !== stored.says[name])
  if (field === undefined) return undefined
  const [onChain = 'nothing', inLedger = 'nothing'] = [log.says[field], stored.says[field]]
  return { ...placeOf(log), side: 'both', field, onChain, inLedger }
}

const placeOf = ({ block, blockHash, logIndex }: Told) => ({ block, blockHash, logIndex })
const keyOf = ({ blockHash, logIndex }: Told) => `${blockHash}:${logIndex}`
