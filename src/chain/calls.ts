import type { Hex } from 'viem'
import type { Address, BaseUnits } from '../economics/units'
import type { Node } from './node'
import { NodeError, type Refusal } from './nodeError'

/** A call of a contract. */
export interface Call {
  readonly to: Address
  readonly data: string
  readonly from?: Address
  readonly value?: BaseUnits
}

/** The state to call on: of this very block, never of another one of the same number. */
export type At = 'latest' | { readonly blockHash: string }

/** Result of a call; `0x` where there is no contract. @throws NodeError E-RPC, AssayError E-STATE-PRUNED */
export function call(node: Node, what: Call, at: At = 'latest'): Promise<Hex> {
  return node.ask('eth_call', [parameter(what), at])
}

/**
 * Gas that the call takes.
 * @param at `pending`: after what waits for a block; unset: on the head's state
 * @throws NodeError E-RPC, with what the contract refuses
 */
export async function gasOf(node: Node, what: Call, at?: 'pending'): Promise<bigint> {
  return BigInt(await node.ask<Hex>('eth_estimateGas', [parameter(what), ...(at ? [at] : [])]))
}

/** At the head. */
export async function coinBalance(node: Node, account: Address, at: At = 'latest'): Promise<BaseUnits> {
  return BigInt(await node.ask<Hex>('eth_getBalance', [account, at]))
}

export async function hasCode(node: Node, contract: Address): Promise<boolean> {
  return (await codeOf(node, contract)) !== '0x'
}

/** At the head; `0x` where there is no contract. */
export function codeOf(node: Node, contract: Address): Promise<Hex> {
  return node.ask<Hex>('eth_getCode', [contract, 'latest'])
}

/** The node's own error about a call; undefined where it is away, which says nothing of the call. */
export function refusalOf(error: unknown): Refusal | undefined {
  return error instanceof NodeError ? error.refusal : undefined
}

/** Whether the contract refuses, and not the node: solc's own checks are invalid opcodes in old contracts. */
export function isRevert({ message }: Refusal): boolean {
  return /revert|opcode/i.test(message)
}

/** Data of a revert; nodes put it at `data` or at `data.data`. */
export function revertData({ data }: Refusal): Hex | undefined {
  const inner = typeof data === 'object' ? (data as { data?: unknown } | null)?.data : data
  return typeof inner === 'string' && inner.startsWith('0x') ? (inner as Hex) : undefined
}

function parameter({ from, to, data, value }: Call) {
  return { ...(from && { from }), to, data, ...(value !== undefined && { value: `0x${value.toString(16)}` }) }
}
