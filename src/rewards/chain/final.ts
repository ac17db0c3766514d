import type { Blocks, Header } from '../../chain/blocks'
import type { BlockNumber } from '../../economics/units'
import { AssayError } from '../../errors'
import { finalHeight } from '../../postgres/cursor'
import type { Queryable } from '../../postgres/queryable'

/**
 * The last block that may move money: min(the store's final height, the node's finalized), as the node has it.
 * null while there is none.
 * @throws AssayError E-CHAIN-OTHER when the node's chain is not the one that was indexed
 */
export async function finalHead(
  db: Queryable,
  blocks: Blocks,
  network: { readonly network: string; readonly chainId: number },
): Promise<Header | null> {
  const [stored, served, chainId] = await Promise.all([
    finalHeight(db, network.network),
    blocks.finalized(),
    blocks.chainId(),
  ])
  if (chainId !== network.chainId)
    throw new AssayError(
      'E-CHAIN-OTHER',
      `the node serves chain ${chainId}, ${network.network} is on ${network.chainId}`,
      {
        next: 'Give the RPC endpoint of the right chain.',
      },
    )
  if (stored === null) return null
  return blocks.header(Math.min(stored, served ?? stored))
}

/**
 * Compares the last indexed block at or before `height` with the node's: two providers that disagree must not pay.
 * @throws AssayError E-CHAIN-OTHER
 */
export async function assertIndexedChain(
  db: Queryable,
  blocks: Blocks,
  network: string,
  height: BlockNumber,
): Promise<void> {
  const { rows } = await db.query<{ number: number; hash: string }>(
    'select number, hash from block where network = $1 and number <= $2 order by number desc limit 1',
    [network, height],
  )
  const indexed = rows[0]
  if (indexed === undefined) return
  const served = await blocks.header(indexed.number)
  if (served.hash !== indexed.hash)
    throw new AssayError(
      'E-CHAIN-OTHER',
      `block ${indexed.number} of ${network}: the node has another than was indexed`,
      {
        next: 'Find out which of the two is the chain; rebuild the index if it is the node. Nothing was closed.',
        details: { indexed: indexed.hash, served: served.hash },
      },
    )
}
