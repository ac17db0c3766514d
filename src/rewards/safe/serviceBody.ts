import { getAddress, type Hex } from 'viem'
import type { Address } from '../../economics/units'
import { NO_REFUND, type SafeDomain, type SafeTransaction } from './safeTransaction'

/** Longest origin that the service keeps. */
const ORIGIN_MAX = 200

interface Proposal {
  readonly transaction: SafeTransaction
  readonly hash: Hex
  /** an owner, who answers for it */
  readonly sender: Address
  /** of the sender, over the hash; null: not signed yet */
  readonly signature: Hex | null
  /** what it is for, as owners read it */
  readonly name: string
}

/**
 * The body of `POST /api/v1/safes/{address}/multisig-transactions/` of Safe's transaction service. Numbers are in digits,
 * since JSON's own end at 2^53.
 * @see https://github.com/safe-global/safe-transaction-service, SafeMultisigTransactionSerializer
 */
export function serviceBody(
  { address }: Pick<SafeDomain, 'address'>,
  { transaction, hash, sender, signature, name }: Proposal,
): string {
  const { safeTxGas, baseGas, gasPrice, gasToken, refundReceiver } = NO_REFUND
  const origin = JSON.stringify({ name: `Assay ${name}` })
  const body = {
    safe: getAddress(address),
    to: getAddress(transaction.to),
    value: `${transaction.value}`,
    data: transaction.data,
    operation: transaction.operation,
    ...{ safeTxGas: `${safeTxGas}`, baseGas: `${baseGas}`, gasPrice: `${gasPrice}`, gasToken, refundReceiver },
    nonce: Number(transaction.nonce),
    contractTransactionHash: hash,
    sender: getAddress(sender),
    signature,
    origin: origin.length > ORIGIN_MAX ? JSON.stringify({ name: 'Assay' }) : origin,
  }
  return `${JSON.stringify(body, null, 2)}\n`
}

/** Names of chains in the addresses of Safe's own service. @see https://docs.safe.global/advanced/smart-account-supported-networks */
const NAMES: Readonly<Record<number, string>> = {
  ...{ 1: 'eth', 10: 'oeth', 56: 'bnb', 100: 'gno', 137: 'pol', 8453: 'base', 42161: 'arb1' },
}

/** Where the body is sent by hand: this program sends it to nobody. */
export function serviceCommand({ address, chainId }: Pick<SafeDomain, 'address' | 'chainId'>, file: string): string {
  const name = NAMES[chainId]
  const service = name === undefined ? 'SERVICE' : `https://api.safe.global/tx-service/${name}`
  const where = name === undefined ? `  (SERVICE is the transaction service of chain ${chainId})` : ''
  const url = `${service}/api/v1/safes/${getAddress(address)}/multisig-transactions/`
  return `curl -X POST -H 'content-type: application/json' -H "Authorization: Bearer $SAFE_API_KEY" --data @${file} ${url}${where}`
}
