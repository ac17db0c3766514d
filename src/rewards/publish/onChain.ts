import { minedOf } from '../../chain/mined'
import type { BlockNumber, Hash } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Queryable } from '../../postgres/queryable'
import type { Distribution } from '../distribution'
import { onChainAsset } from './distributor'
import type { Funding } from './fund'
import { ofDistribution, openMarkers } from './marker'

/**
 * Whether the chain holds the distribution already; if so, records it as published.
 * @throws AssayError E-PUBLISH-CONFLICT when it holds another
 */
export async function onChain(
  { chain, distributor }: Pick<Funding, 'chain' | 'distributor'>,
  db: Queryable,
  distribution: Distribution,
): Promise<boolean> {
  if (!(await isHeld({ chain, distributor }, distribution))) return false
  const hashes = (await openMarkers(db, ofDistribution(distribution.id))).map(({ hash }) => hash)
  const receipt = await minedOf(chain, hashes)
  await recordPublished(db, distribution, receipt?.ok ? receipt : null)
  return true
}

/** Whether the distributor holds the distribution. @throws AssayError E-PUBLISH-CONFLICT when it holds another */
export async function isHeld(
  { chain, distributor }: Pick<Funding, 'chain' | 'distributor'>,
  { id, programId, periodNumber, asset, report }: Distribution,
): Promise<boolean> {
  const held = await chain.published(distributor, programId, periodNumber)
  if (held === null) return false
  if (held.root === report!.root && held.total === report!.distributed && held.asset === onChainAsset(asset))
    return true
  throw new AssayError('E-PUBLISH-CONFLICT', `the chain holds another distribution for ${id}`, {
    next: 'Find out who published it. Nothing was sent; a correction goes into the next period.',
    details: { onChain: held, report },
  })
}

/** @param by the transaction of this key; null when somebody else published the same */
export async function recordPublished(
  db: Queryable,
  distribution: Distribution,
  by: { readonly tx: Hash; readonly block: BlockNumber } | null,
): Promise<void> {
  await db.query(
    `update distribution set state = 'published', changed_at = now(), publication_final = false, claims_counted = null,
       published_tx = coalesce($2, published_tx), published_block = coalesce($3, published_block)
     where id = $1 and state = 'approved'`,
    [distribution.id, by?.tx ?? null, by?.block ?? null],
  )
}
