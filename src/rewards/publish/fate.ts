import { type MinedOne, minedOf } from '../../chain/mined'
import type { PublishChain } from './chain'
import type { PayMarker } from './marker'

/** What has become of transactions of one signer and nonce. */
export type Fate =
  | { readonly kind: 'mined'; readonly mined: MinedOne }
  /** a block may still include one of them */
  | { readonly kind: 'open' }
  /** no block can, or one did and it did nothing */
  | { readonly kind: 'dead'; readonly because: string; readonly reverted: boolean }

/** @param open the newest first */
export async function fateOf(
  chain: Pick<PublishChain, 'mined' | 'nonce'>,
  open: readonly [PayMarker, ...PayMarker[]],
): Promise<Fate> {
  // The nonce of the key that signed it, which may not be the key that publishes now. It is asked first: what is mined
  // between the two look-ups is found by the second.
  const { signer, nonce } = open[0]
  const next = await chain.nonce(signer)
  const receipt = await minedOf(
    chain,
    open.map(({ hash }) => hash),
  )
  if (receipt?.ok) return { kind: 'mined', mined: receipt }
  if (receipt !== null)
    return { kind: 'dead', because: `${receipt.tx} reverted in block ${receipt.block}`, reverted: true }
  if (next <= nonce) return { kind: 'open' }
  return { kind: 'dead', because: `nonce ${nonce} was used by another transaction`, reverted: false }
}
