import { type BlockNumber, type Hash, hash, type Seconds } from '../economics/units'
import { AssayError } from '../errors'
import type { Node } from './node'
import { NodeError } from './nodeError'

export interface Header {
  readonly number: BlockNumber
  readonly hash: Hash
  readonly parentHash: Hash
  readonly time: Seconds
}

/** A chain's blocks, as its node tells them. Tests have some of their own. */
export interface Blocks {
  chainId(): Promise<number>
  /** @throws AssayError E-RPC, also when the node does not have it */
  header(number: BlockNumber): Promise<Header>
  /** number of the node's `finalized` block; null when it serves none */
  finalized(): Promise<BlockNumber | null>
}

interface RpcHeader {
  readonly number: string
  readonly hash: string
  readonly parentHash: string
  readonly timestamp: string
}

/** JSON-RPC: invalid parameters, and invalid input. */
const NO_SUCH_TAG: ReadonlySet<number | undefined> = new Set([-32_602, -32_000])

export function blocksOf(node: Node): Blocks {
  return {
    chainId: () => chainIdOf(node),
    header: (number) => headerAt(node, `0x${number.toString(16)}`),
    finalized: async () => {
      try {
        const header = await atTag(node, 'finalized')
        return header === null ? null : Number(header.number)
      } catch (error) {
        if (error instanceof NodeError && NO_SUCH_TAG.has(error.refusal?.code)) return null
        throw error
      }
    },
  }
}

/** @throws NodeError E-RPC, AssayError E-RPC where what it tells is none */
export async function chainIdOf(node: Node): Promise<number> {
  const id = Number((await node.ask<unknown>('eth_chainId', [])) ?? Number.NaN)
  if (Number.isSafeInteger(id) && id > 0) return id
  throw new AssayError('E-RPC', 'the node tells no chain id', { retryable: true })
}

/** The newest block. @throws NodeError E-RPC */
export function headOf(node: Node): Promise<Header> {
  return headerAt(node, 'latest')
}

/** Its number alone. @throws NodeError E-RPC */
export async function headNumber(node: Node): Promise<BlockNumber> {
  const answer = await node.ask<unknown>('eth_blockNumber', [])
  const number = typeof answer === 'string' || typeof answer === 'number' ? Number(answer) : Number.NaN
  if (Number.isSafeInteger(number)) return number
  throw new AssayError('E-RPC', 'the node tells no number of its newest block', { retryable: true })
}

async function headerAt(node: Node, block: string): Promise<Header> {
  const header = await atTag(node, block)
  if (header === null)
    throw new AssayError('E-RPC', `the node does not have block ${block === 'latest' ? block : Number(block)}`, {
      retryable: true,
    })
  return {
    number: Number(header.number),
    hash: hash(header.hash),
    parentHash: hash(header.parentHash),
    time: secondsOf(Number(header.timestamp)),
  }
}

/** No block is of the year 5138: such a time counts milliseconds, or less. */
const LAST_SECOND = 100_000_000_000

/** The time of a header, which some chains count in milliseconds. */
export function secondsOf(time: number): Seconds {
  return time < LAST_SECOND ? time : secondsOf(Math.floor(time / 1000))
}

function atTag(node: Node, block: string): Promise<RpcHeader | null> {
  return node.ask('eth_getBlockByNumber', [block, false])
}
