import type { Hex } from 'viem'
import { call, isRevert, refusalOf } from '../chain/calls'
import type { Node } from '../chain/node'
import type { Address, BlockNumber } from '../economics/units'
import { orUnknown } from './bounded'

/** What a contract that has no such view answers. */
export const NOTHING: Hex = '0x'
/** JSON-RPC of geth and anvil, and of nethermind: the call reverted. */
const REVERTED: ReadonlySet<number> = new Set([3, -32_015])

/** What the contract answers at the head; `NOTHING` where it has no such view; undefined where the node does not say. */
export function viewOf(node: Node, to: Address, data: string): Promise<Hex | undefined> {
  const answer = call(node, { to, data }).catch((error: unknown) => {
    const refusal = refusalOf(error)
    if (refusal && (REVERTED.has(refusal.code) || isRevert(refusal))) return NOTHING
    throw error
  })
  return orUnknown(answer.then(bytesOf))
}

/** As JSON-RPC writes a height. */
export const hex = (block: BlockNumber) => `0x${block.toString(16)}`

/** undefined where the node does not say, as of a state that it has pruned. */
export function codeAt(node: Node, address: Address, block?: BlockNumber): Promise<Hex | undefined> {
  const at = block === undefined ? 'latest' : hex(block)
  return orUnknown(node.ask<Hex>('eth_getCode', [address, at]).then(bytesOf))
}

/** undefined where a node answers with something else, as null. */
function bytesOf(answer: Hex): Hex | undefined {
  return /^0x(?:[0-9a-f]{2})*$/i.test(answer) ? (answer.toLowerCase() as Hex) : undefined
}

/** Words of 32 bytes in an answer. */
export function wordsOf(answer: Hex): number {
  return (answer.length - 2) / 64
}

/** A number that is the whole answer; undefined where it is none. */
export function numberOf(answer: Hex): bigint | undefined {
  return wordsOf(answer) === 1 ? BigInt(answer) : undefined
}

/** Symbols are `string`, and in tokens older than that `bytes32`. */
export function textOf(answer: Hex): string | undefined {
  const bytes = Buffer.from(answer.slice(2), 'hex')
  if (bytes.length === 32) return inOneLine(bytes.toString('utf8'))
  if (bytes.length < 64 || BigInt(`0x${bytes.toString('hex', 0, 32)}`) !== 32n) return undefined
  const length = Number(`0x${bytes.toString('hex', 32, 64)}`)
  return length <= bytes.length - 64 ? inOneLine(bytes.toString('utf8', 64, 64 + length)) : undefined
}

/** Longer ones are no names: a token may call itself anything. */
const LONGEST_TEXT = 64

/** As it can be shown: without what steers a terminal or is not seen, and not too long. */
export function inOneLine(text: string): string {
  const seen = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '').trim()
  return Array.from(seen).slice(0, LONGEST_TEXT).join('')
}
