import type { Pool } from 'pg'
import type { BaseUnits, Hash } from '../../economics/units'
import { AssayError } from '../../errors'
import { whileAlone } from '../../postgres/lock'
import { type Queryable, REWARDS_LOCK } from '../db'
import type { Distribution } from '../distribution'
import { distributionById } from '../read/distributions'
import { awaitMined } from './await-mined'
import type { SignedCall } from './chain'
import { onChainAsset, publishCall } from './distributor'
import { type Funding, fundToken } from './fund'
import { buryMarker, liveMarker, markPayment } from './marker'

/** Where a process may die between two steps of paying; tests kill it at each. */
export type PublishPoint = 'signed' | 'marked' | 'sent' | 'mined'

export interface Publishing extends Funding {
  readonly pool: Pool
  readonly reached?: (point: PublishPoint) => void
}

export type Outcome = 'published' | 'sent' | 'busy'

/**
 * Publishes an approved distribution, once. Before anything is sent the chain is asked whether it holds it already;
 * then the transaction that a dead process signed is sent again, never a second one beside it.
 * @returns 'published'; 'sent' when it is not in a block yet; 'busy' when another process publishes with this key
 * @throws AssayError E-STATE, E-PUBLISH-ORDER, E-PUBLISH-CONFLICT, E-WOULD-REVERT, E-PUBLISH-REVERTED
 */
export async function publishOnce(publishing: Publishing, id: string): Promise<Outcome> {
  const { pool, chain } = publishing
  return whileAlone(pool, REWARDS_LOCK, `publish ${chain.signer}`, async (client): Promise<Outcome> => {
    const distribution = await payable(client, id)
    if (await onChain(publishing, client, distribution)) return 'published'
    const signed =
      (await resumable(publishing, client, distribution)) ?? (await begin(publishing, client, distribution))
    // A transaction mined between the two questions above shows here.
    if (signed === 'published') return 'published'
    await chain.send(signed)
    publishing.reached?.('sent')
    return settleSend(publishing, client, distribution, signed.hash)
  })
}

/** @throws AssayError E-STATE unless it is approved and pays someone, E-PUBLISH-ORDER when an earlier one must go first */
async function payable(db: Queryable, id: string): Promise<Distribution> {
  const distribution = await distributionById(db, id)
  if (distribution?.state !== 'approved')
    throw new AssayError('E-STATE', `distribution ${id} is ${distribution?.state ?? 'unknown'}, not approved`, {
      next: `Approve it first: assay rewards approve ${id} --by NAME`,
    })
  const { rows } = await db.query<{ id: string }>(
    `select d.id from distribution d join report r on r.distribution_id = d.id
     where d.network = $1 and d.program = $2 and d.period_end < $3 and d.state = 'approved' and r.shares > 0
     order by d.period_end limit 1`,
    [distribution.network, distribution.program, distribution.end],
  )
  if (rows[0])
    throw new AssayError('E-PUBLISH-ORDER', `${rows[0].id} is approved and comes before ${id}`, {
      next: `Publish it first: assay rewards publish ${rows[0].id} --send`,
    })
  return distribution
}

/** Whether the chain holds it already; then that is recorded. @throws AssayError E-PUBLISH-CONFLICT when it holds another */
async function onChain(
  { chain, distributor }: Publishing,
  db: Queryable,
  distribution: Distribution,
): Promise<boolean> {
  const held = await chain.published(distributor, distribution.programId, distribution.periodNumber)
  if (held === null) return false
  const report = distribution.report!
  const same =
    held.root === report.root && held.total === report.distributed && held.asset === onChainAsset(distribution.asset)
  if (!same)
    throw new AssayError('E-PUBLISH-CONFLICT', `the chain holds another distribution for ${distribution.id}`, {
      next: 'Find out who published it. Nothing was sent; a correction goes into the next period.',
      details: { onChain: held, report },
    })
  const marker = await liveMarker(db, distribution.id)
  const receipt = marker && (await chain.mined(marker.hash))
  await recordPublished(db, distribution, receipt?.ok ? { tx: marker!.hash, block: receipt.block } : null)
  return true
}

/** The transaction of an earlier run, if it may still be mined. */
async function resumable(
  publishing: Publishing,
  db: Queryable,
  distribution: Distribution,
): Promise<SignedCall | 'published' | null> {
  const { chain } = publishing
  const marker = await liveMarker(db, distribution.id)
  if (marker === null) return null
  const receipt = await chain.mined(marker.hash)
  if (receipt !== null && !receipt.ok) {
    await buryMarker(db, distribution.id, marker, `reverted in block ${receipt.block}`)
    return null
  }
  if (receipt === null && (await chain.nonce()) > marker.nonce) {
    if (await onChain(publishing, db, distribution)) return 'published'
    await buryMarker(db, distribution.id, marker, `nonce ${marker.nonce} was used by another transaction`)
    return null
  }
  return { signer: chain.signer, nonce: marker.nonce, hash: marker.hash, raw: marker.raw }
}

async function begin(publishing: Publishing, db: Queryable, distribution: Distribution): Promise<SignedCall> {
  const { chain, distributor } = publishing
  await fundToken(publishing, distribution, await approvedTotal(db, distribution))
  const signed = await chain.sign(publishCall(distributor, distribution))
  publishing.reached?.('signed')
  await markPayment(db, distribution.id, signed)
  publishing.reached?.('marked')
  return signed
}

async function approvedTotal(db: Queryable, { network, program }: Distribution): Promise<BaseUnits> {
  const { rows } = await db.query<{ total: string }>(
    `select coalesce(sum(r.distributed), 0) as total from distribution d join report r on r.distribution_id = d.id
     where d.network = $1 and d.program = $2 and d.state = 'approved'`,
    [network, program],
  )
  return BigInt(rows[0]!.total)
}

async function settleSend(
  publishing: Publishing,
  db: Queryable,
  distribution: Distribution,
  tx: Hash,
): Promise<'published' | 'sent'> {
  const receipt = await awaitMined(publishing, tx)
  if (receipt === null) return 'sent'
  publishing.reached?.('mined')
  if (!receipt.ok)
    throw new AssayError('E-PUBLISH-REVERTED', `transaction ${tx} reverted in block ${receipt.block}`, {
      next: 'Run with --dry-run to see why; nothing was paid.',
      retryable: true,
    })
  await recordPublished(db, distribution, { tx, block: receipt.block })
  return 'published'
}

/** @param by our transaction; null when somebody else published the same */
async function recordPublished(
  db: Queryable,
  distribution: Distribution,
  by: { readonly tx: Hash; readonly block: number } | null,
): Promise<void> {
  await db.query(
    `update distribution set state = 'published', changed_at = now(),
       published_tx = coalesce($2, published_tx), published_block = coalesce($3, published_block)
     where id = $1 and state = 'approved'`,
    [distribution.id, by?.tx ?? null, by?.block ?? null],
  )
}
