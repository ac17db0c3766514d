import { type MinedOne, minedOf } from '../../chain/mined'
import type { PublishChain } from './chain'
import type { PayMarker } from './marker'

/** What has become of transactions of one signer and nonce. */
export type Fate =
  | { readonly kind: 'mined'; readonly mined: MinedOne }
  /** a block may still include one of them */
  | { readonly kind: 'open' }
  /** no block can */
  | { readonly kind: 'dead'; readonly because: string }

/** @param open one at least, the newest first */
export async function fateOf(
  chain: Pick<PublishChain, 'mined' | 'nonce'>,
  open: readonly [PayMarker, ...PayMarker[]],
): Promise<Fate> {
  const receipt = await minedOf(
    chain,
    open.map(({ hash }) => hash),
  )
  if (receipt?.ok) return { kind: 'mined', mined: receipt }
  if (receipt !== null) return { kind: 'dead', because: `${receipt.tx} reverted in block ${receipt.block}` }
  // The nonce of the key that signed it, which may not be the key that publishes now.
  const { signer, nonce } = open[0]
  if ((await chain.nonce(signer)) <= nonce) return { kind: 'open' }
  return { kind: 'dead', because: `nonce ${nonce} was used by another transaction` }
}
