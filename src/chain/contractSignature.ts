import { encodeFunctionData, type Hex, parseAbi } from 'viem'
import type { Address } from '../economics/units'
import { type At, call, isRevert, refusalOf } from './calls'
import type { Node } from './node'

const abi = parseAbi(['function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)'])
/** What a contract answers that takes it: the function's own selector, as a word. */
const TAKEN = `0x1626ba7e${'0'.repeat(56)}`

/**
 * Whether a contract takes a signature over a hash as its own (ERC-1271), by its state in a block; an account without code
 * takes none.
 * @throws NodeError E-RPC, also for a block that the node does not have; AssayError E-STATE-PRUNED
 */
export async function takesSignature(
  node: Node,
  signer: Address,
  hash: Hex,
  signature: Hex,
  at: At = 'latest',
): Promise<boolean> {
  const data = encodeFunctionData({ abi, args: [hash, signature] })
  try {
    return (await call(node, { to: signer, data }, at)).toLowerCase() === TAKEN
  } catch (error) {
    const refusal = refusalOf(error)
    if (refusal !== undefined && isRevert(refusal)) return false
    throw error
  }
}
