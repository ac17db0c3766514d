import { type Hex, keccak256 } from 'viem'
import { type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts'
import { type Address, address, type BaseUnits, type Hash, hash } from '../economics/units'
import { AssayError } from '../errors'
import { type Call, refusalOf } from './calls'
import type { Node } from './node'

/** A signed transaction; sending it twice is one transaction. */
export interface SignedCall {
  readonly signer: Address
  readonly nonce: number
  readonly hash: Hash
  readonly raw: Hex
}

/** How much may be spent on gas. */
export interface GasLimits {
  /** gas limit, by what the call takes on the head's state: estimates are made on one state and spent on another */
  readonly marginPercent: bigint
  /** wei for a unit of gas; undefined: the network's price, however high */
  readonly maxPrice?: bigint
}

/** A legacy transaction: every chain of ours takes one, and its bytes fix the most it may spend. */
interface Legacy {
  readonly chainId: number
  readonly nonce: number
  readonly gasPrice: bigint
  readonly gas: bigint
  readonly to: Hex
  readonly data: Hex
  readonly value: BaseUnits
}

/** @param wrong thrown instead of viem's error, which might quote the key */
export function accountOf(key: string, wrong: () => AssayError): PrivateKeyAccount {
  try {
    return privateKeyToAccount(key as Hex)
  } catch {
    throw wrong()
  }
}

/**
 * Signs without sending, so that the hash can be written down before anything happens. The nonce is after what the key
 * has waiting: two transactions on their way must not take each other's.
 * @param gas that the call takes
 * @param nextNonce after what was sent just now, which a node may not count yet; unset: the node is asked
 * @throws AssayError E-RPC, E-GAS-PRICE
 */
export async function signCall(
  node: Node,
  account: PrivateKeyAccount,
  { to, data, value = 0n }: Call,
  gas: bigint,
  { marginPercent, maxPrice }: GasLimits,
  nextNonce?: number,
): Promise<SignedCall> {
  const [chainId, nonce, gasPrice] = await Promise.all([
    node.ask<Hex>('eth_chainId', []),
    nextNonce ?? nonceOf(node, account.address as Address, 'pending'),
    networkPrice(node),
  ])
  return signed(account, {
    chainId: Number(chainId),
    nonce,
    gasPrice: affordable(gasPrice, maxPrice),
    gas: (gas * marginPercent) / 100n,
    to,
    data: data as Hex,
    value,
  })
}

export async function signed(account: PrivateKeyAccount, transaction: Legacy): Promise<SignedCall> {
  const raw = await account.signTransaction({ type: 'legacy', ...transaction })
  return { signer: address(account.address), nonce: transaction.nonce, hash: hash(keccak256(raw)), raw }
}

/** Number of an account's transactions in blocks, or with those that wait for one. */
export async function nonceOf(node: Node, account: Address, at: 'latest' | 'pending'): Promise<number> {
  return Number(await node.ask<Hex>('eth_getTransactionCount', [account, at]))
}

/** The network's gas price, wei a unit. */
export async function networkPrice(node: Node): Promise<bigint> {
  return BigInt(await node.ask<Hex>('eth_gasPrice', []))
}

/** @throws AssayError E-GAS-PRICE */
export function affordable(gasPrice: bigint, maxPrice: bigint | undefined): bigint {
  if (maxPrice === undefined || gasPrice <= maxPrice) return gasPrice
  throw new AssayError('E-GAS-PRICE', `a unit of gas would cost ${gasPrice} wei; at most ${maxPrice} is paid`, {
    next: 'It is tried again until gas is cheaper; check that the RPC endpoint tells the price truly.',
    retryable: true,
  })
}

/** How nodes say that they want more for gas: for a replacement, for their pool, or for the block itself. */
const WANTS_MORE = /underpriced|fee too low|(gas price|max fee|fee cap).*(less|below|lower|low)|replacement/i

/** A transaction that the node knows already, or has in a block, is sent. @throws AssayError E-UNDERPRICED, E-SEND */
export async function send(node: Node, { raw, hash: tx }: Pick<SignedCall, 'raw' | 'hash'>): Promise<void> {
  try {
    await node.ask('eth_sendRawTransaction', [raw])
  } catch (error) {
    if (await isKnown(node, tx).catch(() => false)) return
    if (WANTS_MORE.test(`${refusalOf(error)?.message}`))
      throw new AssayError('E-UNDERPRICED', `the node wants a higher gas price for transaction ${tx}`, {
        next: 'It is signed again at what the network asks then.',
        retryable: true,
      })
    throw new AssayError('E-SEND', `the node did not take transaction ${tx}: ${(error as Error).message}`, {
      next: 'It is kept, and sent again at the next run.',
      retryable: true,
    })
  }
}

/** Whether a node has a transaction, in a block or waiting for one. */
export async function isKnown(node: Node, tx: Hash): Promise<boolean> {
  return (await node.ask<object | null>('eth_getTransactionByHash', [tx])) !== null
}
