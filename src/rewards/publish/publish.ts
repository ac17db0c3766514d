import type { Pool, PoolClient } from 'pg'
import type { MinedOne } from '../../chain/mined'
import type { Expiry } from '../../config/expiry'
import type { BaseUnits } from '../../economics/units'
import { AssayError } from '../../errors'
import { whileAlone } from '../../postgres/lock'
import type { Queryable } from '../../postgres/queryable'
import type { Approvers } from '../approval/approvers'
import type { Distribution } from '../distribution'
import { requireDeclaredWindow } from './claimWindow'
import { deliver, type PublishPoint } from './deliver'
import { publishCall } from './distributor'
import { type Funding, fundToken } from './fund'
import { requireFunds } from './inFlight'
import { markPayment, ofDistribution, type PayMarker } from './marker'
import { onChain, recordPublished } from './onChain'
import { payable } from './payable'
import { resumable } from './resume'

export type { PublishPoint } from './deliver'

export interface Publishing extends Funding {
  readonly pool: Pool
  /** null: nobody has to sign */
  readonly approvers: Approvers | null
  /** as the profile declares it; null: what is published can be claimed for ever */
  readonly expiry: Expiry | null
  readonly reached?: (point: PublishPoint) => void
}

export type Outcome = 'published' | 'sent' | 'busy'

/**
 * Publishes an approved distribution exactly once. The chain is asked first whether it holds it already; a transaction
 * that a dead process signed is sent again, and no second one beside it: one at too low a price is replaced under the same
 * nonce.
 * @returns 'published'; 'sent' when it is not in a block yet; 'busy' when another process publishes with this key
 * @throws AssayError E-STATE, E-SIGNATURES, E-PUBLISH-ORDER, E-PUBLISH-CONFLICT, E-CLAIM-WINDOW, E-BALANCE, E-WOULD-REVERT,
 *   E-PUBLISH-REVERTED, E-GAS-PRICE
 */
export async function publishOnce(publishing: Publishing, id: string): Promise<Outcome> {
  const { pool, chain } = publishing
  return whileAlone(pool, 'publish', chain.signer, async (client): Promise<Outcome> => {
    const distribution = await payable(client, chain, id, publishing.approvers)
    if (await onChain(publishing, client, distribution)) return 'published'
    const open = await resumable(publishing, client, distribution)
    // Mined between the two look-ups above.
    if (open === 'published') return 'published'
    const markers = open ?? [await begin(publishing, client, distribution)]
    const mined = await deliver(publishing, client, ofDistribution(id), markers)
    return mined === null ? 'sent' : settleMined(publishing, client, distribution, mined)
  })
}

async function begin(publishing: Publishing, client: PoolClient, distribution: Distribution): Promise<PayMarker> {
  const { chain, distributor, expiry } = publishing
  await requireDeclaredWindow(chain, { distributor, programId: distribution.programId, expiry })
  await requireFunds(publishing, client, distribution)
  await fundToken(publishing, distribution, await approvedTotal(client, distribution))
  const signed = await chain.sign(publishCall(distributor, distribution))
  publishing.reached?.('signed')
  const marker = await markPayment(client, ofDistribution(distribution.id), signed)
  publishing.reached?.('marked')
  return marker
}

async function approvedTotal(db: Queryable, { network, program }: Distribution): Promise<BaseUnits> {
  const { rows } = await db.query<{ total: string }>(
    `select coalesce(sum(r.distributed), 0) as total from distribution d join report r on r.distribution_id = d.id
     where d.network = $1 and d.program = $2 and d.state = 'approved'`,
    [network, program],
  )
  return BigInt(rows[0]!.total)
}

async function settleMined(
  publishing: Publishing,
  db: Queryable,
  distribution: Distribution,
  { tx, block, ok }: MinedOne,
): Promise<'published'> {
  publishing.reached?.('mined')
  if (!ok)
    throw new AssayError('E-PUBLISH-REVERTED', `transaction ${tx} reverted in block ${block}`, {
      next: 'Run with --dry-run to see why; nothing was paid.',
      retryable: true,
    })
  await recordPublished(db, distribution, { tx, block })
  return 'published'
}
