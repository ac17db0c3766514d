import { createPublicClient, http, type PublicClient, webSocket } from 'viem'
import { hash } from '../../economics/units'
import { AssayError } from '../../errors'
import type { Blocks, Header } from './blocks'

/** One request may take this long: providers answer headers in under a second, a stuck one must not hold the cron. */
const REQUEST_TIMEOUT_MS = 15_000

/** @param url http(s) or ws(s). It may carry a key, so errors never repeat it. */
export function rpcClient(url: string): PublicClient {
  const options = { timeout: REQUEST_TIMEOUT_MS, retryCount: 2 }
  return createPublicClient({ transport: url.startsWith('ws') ? webSocket(url, options) : http(url, options) })
}

export function rpcBlocks(client: PublicClient): Blocks {
  return {
    chainId: () => asked('chain id', () => client.getChainId()),
    header: (number) =>
      asked(`block ${number}`, async () => toHeader(await client.getBlock({ blockNumber: BigInt(number) }))),
    finalized: async () => {
      try {
        return Number((await client.getBlock({ blockTag: 'finalized' })).number)
      } catch (error) {
        if (servesNoFinalized(error)) return null
        throw unreachable('finalized block', error)
      }
    },
  }
}

function toHeader(block: { number: bigint; hash: string; parentHash: string; timestamp: bigint }): Header {
  return {
    number: Number(block.number),
    hash: hash(block.hash),
    parentHash: hash(block.parentHash),
    time: Number(block.timestamp),
  }
}

/** A node that does not know the tag says so with "invalid params" or "not found", not with a transport error. */
function servesNoFinalized(error: unknown): boolean {
  const name = (error as Error).name
  return name === 'BlockNotFoundError' || name === 'InvalidParamsRpcError' || name === 'InvalidInputRpcError'
}

async function asked<T>(what: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request()
  } catch (error) {
    throw unreachable(what, error)
  }
}

/** Keeps the kind of the failure and drops viem's text, which quotes the endpoint. */
function unreachable(what: string, error: unknown): AssayError {
  return new AssayError('E-RPC', `the node did not give ${what}: ${(error as Error).name}`, {
    next: 'Check that the RPC endpoint of the network answers (assay doctor).',
    retryable: true,
  })
}
