import type { Queryable } from '../../../postgres/queryable'
import type { Network } from '../../network'
import type { Blooms } from '../head/bloom'
import { readHeaders } from '../head/header'
import type { BlockReader } from '../head/reader'
import { StructureFault } from '../history/faults'
import type { HistoryRpc } from '../history/rpc'
import type { BlockRange } from '../history/structure'
import { requireStored } from './difference'
import type { Proof } from './proof'

/** Collaborators of a check of written blocks. */
export interface CheckParts {
  readonly db: Queryable
  readonly rpc: HistoryRpc
  readonly network: Network
  readonly blooms: Blooms
  readonly reader: Pick<BlockReader, 'read' | 'lowered'>
  /** what the chain's headers prove; everything where it is not given */
  readonly proof?: Pick<Proof, 'blooms'>
}

/**
 * Level `bloom`: a block whose header says that a contract of ours may have logged in it, and of which nothing is stored,
 * is read whole. Topics do not matter: an unknown event has its row in the quarantine.
 * @returns false where the chain's blooms turn out to prove nothing
 * @throws AssayError E-LOGS-MISSING; what the node fails with
 */
export async function checkBlooms(parts: CheckParts, range: BlockRange): Promise<boolean> {
  const { db, rpc, network, blooms, reader, proof } = parts
  const contracts = [...network.contracts.keys()]
  const headers = await readHeaders(rpc, range)
  const without = headers.find(({ logsBloom }) => logsBloom === '')
  if (without) {
    if (await reader.lowered(without, rpc)) return false
    throw new StructureFault(without.height, 'its header has no logs bloom')
  }
  const claimed = headers.filter(({ logsBloom }) => {
    const filter = Buffer.from(logsBloom.slice(2), 'hex')
    return contracts.some((contract) => blooms.claims(filter, contract))
  })
  const { rows } = await db.query<{ number: number }>(
    `select number from block where network = $1 and number = any($2)
     union select block from quarantine where network = $1 and block = any($2)`,
    [network.name, headers.map(({ height }) => height)],
  )
  const stored = new Set(rows.map(({ number }) => number))
  const known = new Set(claimed.map(({ height }) => height))
  const unclaimed = headers.find(({ height }) => stored.has(height) && !known.has(height))
  if (unclaimed && (await reader.lowered(unclaimed, rpc))) return false
  const silent = claimed.filter(({ height }) => !stored.has(height))
  if (silent.length > 0) await requireStored(db, network, await reader.read(silent, rpc))
  return proof?.blooms ?? true
}
