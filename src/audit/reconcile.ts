import type { Client } from 'pg'
import type { Node } from '../chain/node'
import type { BlockNumber, Hash } from '../economics/units'
import { AssayError, NOT_COMPARED, OTHER_CHAIN } from '../errors'
import type { Network } from '../indexer/network'
import { locked } from '../postgres/lock'
import { errorText } from '../process/redaction'
import { AuditAlarms } from './auditAlarms'
import { isDue, isOfState, isUntold } from './due'
import { examinable, examine } from './examine'
import { record } from './record'
import { recordPools } from './recordPools'

export interface Reconciled {
  readonly block: BlockNumber
  readonly hash: Hash
  /** drifts that appeared, changed or closed at this block */
  readonly changed: number
  /** names of the identities of domain.md §5 that do not hold at this block */
  readonly failing: readonly string[]
}

/**
 * Puts what the chain says at the final block beside what the ledger says; the ledger is not touched.
 * @param db a connection of its own: the lock lives as long as it does
 * @returns null when there is no final block yet, none since the last time, or another worker is at it
 * @throws AssayError E-RPC (retryable); E-CHAIN-OTHER when the node has another chain than was indexed
 */
export async function reconcile(db: Client, node: Node, network: Network): Promise<Reconciled | null> {
  const reconciled = await locked(db, 'reconciliation', network.name, () => alone(db, node, network))
  return reconciled === 'busy' ? null : reconciled
}

/** Whether it was never compared, and the node has not refused to tell what it is compared with. */
export async function isAwaited(db: Client, network: Network): Promise<boolean> {
  const { rows } = await db.query(
    `select not exists (select 1 from reconciliation where network = $1)
        and not exists (select 1 from alarm where network = $1 and code = $2) as awaited`,
    [network.name, NOT_COMPARED],
  )
  return rows[0].awaited
}

/** Whether it was compared within so long, by whomever, and nothing has to be compared again. */
export async function isFresh(db: Client, network: Network, ms: number): Promise<boolean> {
  const { rows } = await db.query(
    `select 1 from reconciliation where network = $1 and checked_at > clock_timestamp() - $3 * interval '1 ms'
        and not exists (select 1 from alarm where network = $1 and code = $2)`,
    [network.name, OTHER_CHAIN, ms],
  )
  return rows.length > 0
}

async function alone(db: Client, node: Node, network: Network): Promise<Reconciled | null> {
  const last = await examinable(db, node, network)
  if (last === null) return null
  // While the figures are doubted as those of another chain, they are compared also where they were already.
  const { rows } = await db.query(
    `select block from reconciliation where network = $1
        and not exists (select 1 from alarm where network = $1 and code = $2)`,
    [network.name, OTHER_CHAIN],
  )
  if (rows[0]?.block === last.number) return null
  const examined = await examine(db, node, network, last).catch(async (error: unknown) => {
    if (error instanceof AssayError && error.code === OTHER_CHAIN)
      await new AuditAlarms(db, network.name).raise('E-CHAIN-OTHER', error.message)
    throw error
  })
  const { number, hash } = examined.block
  await recordPools(db, network, examined)
  const recorded = await record(db, network, examined)
  if (examined.oneSided !== undefined) {
    if (isUntold(examined.oneSided) && (await isDue(db, node, network, number)))
      await tellUntold(db, network, number, examined.oneSided)
    throw examined.oneSided
  }
  return { block: number, hash, ...recorded }
}

/** A node that cannot tell what contracts hold where a comparison is due. */
async function tellUntold(db: Client, { name }: Network, block: BlockNumber, error: unknown): Promise<void> {
  const next = isOfState(error) ? 'name an archive node' : 'name an endpoint that serves eth_call at a block’s hash'
  const why = `the node does not tell what contracts hold at block ${block} (${errorText(error)}); ${next}`
  await new AuditAlarms(db, name).raise('E-NOT-COMPARED', why)
}
