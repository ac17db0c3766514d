import type { PoolClient } from 'pg'
import { awaitMined, type MinedOne, minedOf, type Waiting } from '../../chain/mined'
import { AssayError } from '../../errors'
import type { PublishChain } from './chain'
import type { PayMarker, Payment } from './marker'
import { replace } from './replace'

/** Where a process may die between two steps of paying; tests kill it at each. */
export type PublishPoint = 'signed' | 'marked' | 'sent' | 'resigned' | 'remarked' | 'mined'

export interface Delivering extends Waiting {
  readonly chain: PublishChain
  readonly reached?: (point: PublishPoint) => void
}

/**
 * Sends a marked transaction until a block includes it or one that it replaces.
 * @param open transactions that may pay it, newest first: the newest is sent, and replaced at most once
 * @returns null while none is in a block
 * @throws AssayError E-SEND, E-UNDERPRICED, E-GAS-PRICE
 */
export async function deliver(
  delivering: Delivering,
  client: PoolClient,
  payment: Payment,
  open: readonly PayMarker[],
): Promise<MinedOne | null> {
  const { chain, reached } = delivering
  const refused = await sendUnlessRefused(delivering, open[0]!)
  const sent = open.map(({ hash }) => hash)
  const first = refused ? await minedOf(chain, sent) : await awaitMined(delivering, sent)
  if (first !== null) return first
  const replacement = await replace(delivering, client, payment, open[0]!, refused)
  if (replacement === null) return null
  await chain.send(replacement)
  reached?.('sent')
  return awaitMined(delivering, [replacement.hash, ...sent])
}

/** @returns whether the node refuses its gas price */
async function sendUnlessRefused({ chain, reached }: Delivering, signed: PayMarker): Promise<boolean> {
  try {
    await chain.send(signed)
  } catch (error) {
    if (error instanceof AssayError && error.code === 'E-UNDERPRICED') return true
    throw error
  }
  reached?.('sent')
  return false
}
