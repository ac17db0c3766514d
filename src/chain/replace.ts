import { type Hex, parseTransaction } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import type { Node } from './node'
import { affordable, networkPrice, type SignedCall, signed } from './send'

/** Nodes take a replacement that pays a tenth more; an eighth more is above that on every client. */
const REPLACEMENT_PERMILLE = 1_125n

/**
 * The same transaction, byte for byte but for its price: the network's current one, and enough more than before for a node
 * to accept the replacement. @returns null while it pays the current price, unless the node `refused` it
 * @throws AssayError E-GAS-PRICE, E-RPC
 */
export async function signAgain(
  node: Node,
  account: PrivateKeyAccount,
  raw: Hex,
  refused: boolean,
  maxPrice: bigint,
): Promise<SignedCall | null> {
  const before = parseTransaction(raw)
  if (before.type !== 'legacy') throw new Error('a marker holds a transaction that is not ours')
  const { chainId = 0, nonce = 0, gas = 0n, data = '0x', value = 0n, gasPrice: paid = 0n } = before
  const current = await networkPrice(node)
  if (current <= paid && !refused) return null
  const raised = (paid * REPLACEMENT_PERMILLE) / 1_000n + 1n
  const gasPrice = affordable(current > raised ? current : raised, maxPrice)
  return signed(account, { chainId, nonce, gasPrice, gas, to: before.to as Hex, data, value })
}
