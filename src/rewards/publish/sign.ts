import { type Hex, keccak256, type PublicClient, parseTransaction } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { address, hash } from '../../economics/units'
import { AssayError } from '../../errors'
import type { SignedCall } from './chain'
import type { Call } from './distributor'
import { wouldRevert } from './refusal'

/** Estimates are made on one state and spent on another: a fifth more covers storage that others change meanwhile. */
const GAS_MARGIN_PERCENT = 120n

/** Nodes take a replacement that pays a tenth more; an eighth more is above that on every client. */
const REPLACEMENT_PERMILLE = 1_125n

/**
 * The most that is paid for a unit of gas, wei. A publication takes some 150,000: 0.075 of the coin at 500 gwei, which
 * Ethereum has asked on a few days of its history. Above it waiting is cheaper, or the node is not to be trusted.
 */
export const MAX_GAS_PRICE = 500_000_000_000n

/**
 * A legacy transaction: every chain of ours takes one, and its bytes say exactly what may be spent.
 * @throws AssayError E-WOULD-REVERT, E-GAS-PRICE
 */
export async function signCall(
  client: PublicClient,
  account: PrivateKeyAccount,
  call: Call,
  nonce: number,
): Promise<SignedCall> {
  const { data, value } = call
  const to = call.to as Hex
  const [chainId, gasPrice, gas] = await Promise.all([
    client.getChainId(),
    client.getGasPrice(),
    client.estimateGas({ account: account.address, to, data, value }).catch((error: unknown) => {
      throw wouldRevert(error)
    }),
  ])
  const limit = (gas * GAS_MARGIN_PERCENT) / 100n
  return signed(account, { chainId, nonce, gasPrice: affordable(gasPrice), gas: limit, to, data, value })
}

/**
 * The same transaction, byte for byte but for its price: what the network asks now, and enough more than before for a
 * node to let it take the place. @returns null while it pays what is asked, unless the node `refused` it
 * @throws AssayError E-GAS-PRICE
 */
export async function signAgain(
  client: PublicClient,
  account: PrivateKeyAccount,
  raw: Hex,
  refused: boolean,
): Promise<SignedCall | null> {
  const before = parseTransaction(raw)
  if (before.type !== 'legacy') throw new Error('a marker holds a transaction that is not ours')
  const { chainId = 0, nonce = 0, gas = 0n, data = '0x', value = 0n } = before
  const paid = before.gasPrice ?? 0n
  const asked = await client.getGasPrice()
  if (asked <= paid && !refused) return null
  const raised = (paid * REPLACEMENT_PERMILLE) / 1_000n + 1n
  const gasPrice = affordable(asked > raised ? asked : raised)
  return signed(account, { chainId, nonce, gasPrice, gas, to: before.to as Hex, data, value })
}

interface Legacy {
  readonly chainId: number
  readonly nonce: number
  readonly gasPrice: bigint
  readonly gas: bigint
  readonly to: Hex
  readonly data: Hex
  readonly value: bigint
}

async function signed(account: PrivateKeyAccount, transaction: Legacy): Promise<SignedCall> {
  const raw = await account.signTransaction({ type: 'legacy', ...transaction })
  return { signer: address(account.address), nonce: transaction.nonce, hash: hash(keccak256(raw)), raw }
}

function affordable(gasPrice: bigint): bigint {
  if (gasPrice <= MAX_GAS_PRICE) return gasPrice
  throw new AssayError('E-GAS-PRICE', `a unit of gas would cost ${gasPrice} wei; at most ${MAX_GAS_PRICE} is paid`, {
    next: 'It is tried again until gas is cheaper; check that the RPC endpoint tells the price truly.',
    retryable: true,
  })
}
