import { AssayError } from '../../errors'

/** A node that is asked. Requests made together may travel together. */
export interface Rpc {
  ask<T>(method: string, params: readonly unknown[]): Promise<T>
}

/** A block's place, as a pin names it. */
export interface Header {
  readonly number: number
  readonly hash: string
  readonly time: number
}

export const hex = (number: number) => `0x${number.toString(16)}`

/** @throws AssayError E-RPC where the node does not have it */
export async function headerAt(rpc: Rpc, block: number | 'latest' | 'finalized'): Promise<Header> {
  const tag = typeof block === 'number' ? hex(block) : block
  const found = await rpc.ask<{ number: string; hash: string; timestamp: string } | null>('eth_getBlockByNumber', [
    tag,
    false,
  ])
  if (found === null)
    throw new AssayError('E-RPC', `the node does not have block ${block}`, {
      next: 'Give an endpoint that keeps the whole history of the chain.',
      retryable: true,
    })
  return { number: Number(found.number), hash: found.hash, time: Number(found.timestamp) }
}

/** The newest block that cannot be replaced: the node's own, else so many below its newest. */
export async function finalHeader(rpc: Rpc, confirmations: number): Promise<Header> {
  const final = await headerAt(rpc, 'finalized').catch(() => null)
  if (final !== null) return final
  const newest = await headerAt(rpc, 'latest')
  return headerAt(rpc, Math.max(0, newest.number - confirmations))
}
