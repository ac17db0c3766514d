import * as poolAbi from '../abi/destra-pool'
import * as erc20 from '../abi/erc20'
import { contractsOf } from '../config/profile'
import type { Address, BaseUnits, Hash, Seconds } from '../economics/units'
import { AssayError } from '../errors'
import type { Network } from '../indexer/network'
import type { Node } from './node'

/** What the chain itself says after one block, base units. */
export interface ChainSide {
  readonly totalSupply: BaseUnits
  readonly balances: ReadonlyMap<Address, BaseUnits>
  /** totalStaked() of the staking pools that exist at the block */
  readonly owed: ReadonlyMap<Address, BaseUnits>
}

/** @throws AssayError E-RPC */
export async function headerOf(node: Node, number: number): Promise<{ hash: Hash; time: Seconds }> {
  const header = await node.ask<{ hash: Hash; timestamp: string } | null>('eth_getBlockByNumber', [
    `0x${number.toString(16)}`,
    false,
  ])
  if (header === null) throw new AssayError('E-RPC', `the node does not have block ${number}`, { retryable: true })
  return { hash: header.hash, time: Number(header.timestamp) }
}

/** Number of the node's `finalized` block; null when it serves none. */
export async function finalizedHeight(node: Node): Promise<number | null> {
  // Refusing the tag and being away look alike here; one that is away fails the next question.
  const header = await node
    .ask<{ number: string } | null>('eth_getBlockByNumber', ['finalized', false])
    .catch(() => null)
  return header === null ? null : Number(header.number)
}

/** Asks at the block's hash: a node on another branch refuses, instead of answering for another block. */
export async function chainSide(
  node: Node,
  network: Network,
  accounts: readonly Address[],
  blockHash: Hash,
): Promise<ChainSide> {
  const call = async (to: Address, data: string): Promise<BaseUnits | null> => {
    const answer = await node.ask<string>('eth_call', [{ to, data }, { blockHash }])
    return answer === '0x' ? null : BigInt(answer)
  }
  const token = async (data: string): Promise<BaseUnits> => {
    const amount = await call(network.token, data)
    if (amount !== null) return amount
    throw new AssayError('E-RPC', `no token answers at ${network.token} in block ${blockHash}`, { retryable: true })
  }
  const pools = contractsOf(network.profile, 'destra-pool').map(({ address }) => address)
  const [totalSupply, balances, owed] = await Promise.all([
    token(erc20.functions.totalSupply.encode({})),
    Promise.all(accounts.map((account) => token(erc20.functions.balanceOf.encode({ account })))),
    Promise.all(pools.map((pool) => call(pool, poolAbi.functions.totalStaked.encode({})))),
  ])
  return {
    totalSupply,
    balances: new Map(accounts.map((account, i) => [account, balances[i]!])),
    owed: new Map(pools.flatMap((pool, i) => (owed[i] === null ? [] : [[pool, owed[i]!]]))),
  }
}
