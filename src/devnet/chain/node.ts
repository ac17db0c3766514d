import type { Hex } from 'viem'
import { recoverTransactionAddress } from 'viem'
import { post, type Request } from '../../chain/post'
import { type Address, address, type Hash } from '../../economics/units'
import type { RpcClient, RpcOutcome } from './rpc'
import { type Foreign, quantity, type Sent } from './transaction'

export interface BlockFacts {
  readonly number: number
  readonly hash: Hash
  readonly time: number
  readonly transactions: readonly Hash[]
}

interface RpcBlock {
  readonly number: Hex
  readonly hash: Hash
  readonly timestamp: Hex
  readonly transactions: readonly Hash[]
}

/**
 * Calls of one JSON-RPC batch that the node takes up in their order. It runs a batch concurrently and, after some
 * ninety of them, begins the rest backwards; the order of transactions is part of the block's hash.
 */
const ORDERED_CALLS = 32

/** Sends transactions so that they are mined in this order. */
export async function sendInOrder(rpc: RpcClient, calls: readonly Request[]): Promise<RpcOutcome<Hash>[]> {
  const outcomes: RpcOutcome<Hash>[] = []
  for (let at = 0; at < calls.length; at += ORDERED_CALLS)
    outcomes.push(...(await rpc.outcomes<Hash>(calls.slice(at, at + ORDERED_CALLS))))
  return outcomes
}

/** Mines all that is pending into one block at `time` (seconds). */
export async function mineAt(rpc: RpcClient, time: number): Promise<void> {
  await rpc.call('evm_mine', { timestamp: quantity(time) })
}

export async function readBlock(rpc: RpcClient, number: number | 'latest'): Promise<BlockFacts> {
  const tag = number === 'latest' ? number : quantity(number)
  const { hash, transactions, ...block } = await rpc.call<RpcBlock>('eth_getBlockByNumber', tag, false)
  return { number: Number(block.number), hash, time: Number(block.timestamp), transactions }
}

/**
 * Whether every transaction of a block succeeded. The answer is megabytes of logs; its statuses are counted in the
 * text, which is ten times cheaper than parsing it.
 */
export async function allSucceeded(rpc: RpcClient, block: BlockFacts): Promise<boolean> {
  if (block.transactions.length === 0) return true
  const text = await post(rpc.url, [{ method: 'eth_getBlockReceipts', params: [quantity(block.number)] }])
  return text.split('"status":"0x1"').length - 1 === block.transactions.length
}

/** Hashes of the transactions of a block that reverted. */
export async function revertedIn(rpc: RpcClient, block: BlockFacts): Promise<ReadonlySet<Hash>> {
  const receipts = await rpc.call<{ status: Hex; transactionHash: Hash }[]>(
    'eth_getBlockReceipts',
    quantity(block.number),
  )
  return new Set(receipts.filter((each) => each.status !== '0x1').map((each) => each.transactionHash))
}

interface RpcTransaction {
  readonly from: string
  readonly to: string | null
  readonly nonce: Hex
  readonly gas: Hex
  readonly value: Hex
  readonly input: Hex
}

/** Transactions of others, as they must be sent again to get the same hash. */
export async function readForeign(rpc: RpcClient, hashes: readonly Hash[]): Promise<Foreign[]> {
  const calls = hashes.flatMap((hash) => [
    { method: 'eth_getTransactionByHash', params: [hash] },
    { method: 'eth_getRawTransactionByHash', params: [hash] },
  ])
  const answers = await rpc.batch<unknown>(calls)
  return Promise.all(
    hashes.map(async (_, at) => {
      const seen = answers[at * 2] as RpcTransaction
      const raw = answers[at * 2 + 1] as Hex
      const from = address(seen.from)
      return (await isSignedBy(raw, from))
        ? { from, nonce: Number(seen.nonce), raw }
        : { sent: impersonated(seen, from) }
    }),
  )
}

/** An impersonated sender's signature is made up by the node: such bytes cannot be sent again, their fields can. */
async function isSignedBy(raw: Hex, from: Address): Promise<boolean> {
  try {
    const signer = await recoverTransactionAddress({
      serializedTransaction: raw as Parameters<typeof recoverTransactionAddress>[0]['serializedTransaction'],
    })
    return signer.toLowerCase() === from
  } catch {
    return false
  }
}

function impersonated(seen: RpcTransaction, from: Address): Sent {
  const to = seen.to === null ? null : address(seen.to)
  return [from, to, Number(seen.nonce), Number(seen.gas), BigInt(seen.value).toString(), seen.input]
}

export function senderOf(foreign: Foreign): Address {
  return 'raw' in foreign ? foreign.from : foreign.sent[0]
}
