import {
  type Hex,
  keccak256,
  parseTransaction,
  recoverTransactionAddress,
  type TransactionSerializedLegacy,
} from 'viem'
import type { Call } from '../chain/calls'

/** A row of a transaction that was signed before it was sent. */
export interface SignedRow {
  readonly signer: string
  readonly nonce: number
  readonly hash: string
  readonly raw: Hex
}

/**
 * What of the row its own bytes do not say: another hash, key, nonce, chain or call. Sent again, such a one would pay
 * somebody else.
 */
export async function differenceOfSigned(
  { raw, hash, signer, nonce }: SignedRow,
  chainId: number,
  wanted: () => Call | Promise<Call>,
  otherwise: string,
): Promise<string | undefined> {
  if (keccak256(raw) !== hash) return `has hash ${hash}, what was signed has ${keccak256(raw)}`
  const signed = parseTransaction(raw)
  const by = await recoverTransactionAddress({ serializedTransaction: raw as TransactionSerializedLegacy })
  if (by.toLowerCase() !== signer) return `is of ${signer}, it was signed by ${by.toLowerCase()}`
  if ((signed.nonce ?? 0) !== nonce) return `has nonce ${nonce}, it was signed with ${signed.nonce ?? 0}`
  const { to, data, value = 0n } = signed
  const call = await wanted()
  const isIt = to?.toLowerCase() === call.to && data === call.data && value === (call.value ?? 0n)
  if (isIt && signed.chainId === chainId) return undefined
  return `${otherwise}: chain ${signed.chainId}, ${to} with ${value} wei and ${data?.slice(0, 10)}…`
}
