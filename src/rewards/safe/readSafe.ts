import { decodeFunctionResult, encodeFunctionData, type Hex, parseAbi } from 'viem'
import { call, refusalOf } from '../../chain/calls'
import type { Node } from '../../chain/node'
import { type Address, address } from '../../economics/units'
import { AssayError } from '../../errors'
import { NO_REFUND, type SafeDomain, type SafeTransaction } from './safeTransaction'

/** A Safe as its chain has it at the head. */
export interface Safe extends SafeDomain {
  readonly owners: readonly Address[]
  readonly threshold: number
  /** of the transaction that it executes next */
  readonly nonce: bigint
}

const abi = parseAbi([
  'function VERSION() view returns (string)',
  'function getOwners() view returns (address[])',
  'function getThreshold() view returns (uint256)',
  'function nonce() view returns (uint256)',
  'function getTransactionHash(address to, uint256 value, bytes data, uint8 operation, uint256 safeTxGas, uint256 baseGas, uint256 gasPrice, address gasToken, address refundReceiver, uint256 nonce) view returns (bytes32)',
])
type View = 'VERSION' | 'getOwners' | 'getThreshold' | 'nonce'

/** The struct that owners sign is that of 1.0.0; before, one of its fields had another name. */
const OLDEST = 1

/** @throws AssayError E-SAFE where the address holds no Safe that can be signed for; E-RPC when the node is away */
export async function readSafe(node: Node, at: Address, chainId: number): Promise<Safe> {
  const view = async (functionName: View) =>
    decodeFunctionResult({ abi, functionName, data: await call(node, { to: at, data: encodeView(functionName) }) })
  const read = async () => {
    const [text, owners, threshold, nonce] = await Promise.all([
      view('VERSION') as Promise<string>,
      view('getOwners') as Promise<readonly Hex[]>,
      view('getThreshold') as Promise<bigint>,
      view('nonce') as Promise<bigint>,
    ])
    const [major = 0, minor = 0, patch = 0] = text.split(/[.+-]/).map(Number)
    const version = [major, minor, patch] as const
    return { address: at, chainId, version, owners: owners.map(address), threshold: Number(threshold), nonce }
  }
  const safe = await read().catch((error: unknown) => {
    if (error instanceof AssayError && refusalOf(error) === undefined) throw error
    throw noSafe(at, 'it has no version, owners, threshold and nonce')
  })
  const { version, owners, threshold } = safe
  if (!version.every(Number.isSafeInteger) || version[0] < OLDEST)
    throw noSafe(at, `it says it is of version ${version.join('.')}`)
  if (threshold < 1 || threshold > owners.length)
    throw noSafe(at, `${threshold} of its ${owners.length} owners are to sign`)
  return safe
}

const encodeView = (functionName: View) => encodeFunctionData({ abi, functionName })

/**
 * The Safe's own word for what its owners are to sign.
 * @throws AssayError E-SAFE where it is another hash than ours: a signature of ours would be of nothing
 */
export async function requireItsHash(node: Node, safe: Safe, transaction: SafeTransaction, hash: Hex): Promise<void> {
  const { to, value, data, operation, nonce } = transaction
  const { safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = NO_REFUND
  const asked = encodeFunctionData({
    abi,
    functionName: 'getTransactionHash',
    args: [to, value, data, operation, safeTxGas, baseGas, gasPrice, gasToken, refundReceiver, nonce],
  })
  const told = await call(node, { to: safe.address, data: asked })
  if (told === hash) return
  throw noSafe(safe.address, `it hashes this transaction to ${told}, and a Safe ${safe.version.join('.')} to ${hash}`)
}

function noSafe(at: Address, why: string): AssayError {
  return new AssayError('E-SAFE', `${at} is no Safe that can be signed for: ${why}`, {
    next: 'Check the address and its chain, or use the transaction builder: --format builder.',
  })
}
