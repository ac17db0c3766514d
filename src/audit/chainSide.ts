import * as poolAbi from '../abi/destra-pool'
import * as erc20 from '../abi/erc20'
import { call, isRevert, refusalOf } from '../chain/calls'
import type { Node } from '../chain/node'
import { contractsOf } from '../config/profile'
import type { Address, BaseUnits, Hash } from '../economics/units'
import { AssayError } from '../errors'
import type { Network } from '../indexer/network'

/** Figures of the chain itself after one block. */
export interface ChainSide {
  readonly totalSupply: BaseUnits
  readonly balances: ReadonlyMap<Address, BaseUnits>
  /** totalStaked() of the staking pools that exist at the block */
  readonly owed: ReadonlyMap<Address, BaseUnits>
}

/** The node has the block, and the token gives no supply there: it has ended itself, or refuses. */
export class SilentToken extends AssayError {
  constructor(token: Address, blockHash: Hash) {
    super('E-TOKEN-SILENT', `${token} gives no totalSupply() in block ${blockHash}`, {
      next: 'Look at the token on its chain: its figures cannot be compared and are not served.',
      retryable: true,
    })
  }
}

/** A node that does no calls, and says so by an answer that is none. */
export class CallUntold extends AssayError {
  constructor(blockHash: Hash, answer: unknown) {
    super('E-RPC', `eth_call in block ${blockHash} is answered by ${JSON.stringify(answer) ?? 'nothing'}`, {
      next: 'Name an endpoint that serves eth_call.',
      retryable: true,
    })
  }
}

/** Asks at the block's hash: a node on another branch refuses, instead of answering for another block. */
export async function chainSide(
  node: Node,
  network: Network,
  accounts: readonly Address[],
  blockHash: Hash,
): Promise<ChainSide> {
  const ask = async (to: Address, data: string): Promise<BaseUnits | null> => {
    const answer: unknown = await call(node, { to, data }, { blockHash })
    if (typeof answer !== 'string' || !answer.startsWith('0x')) throw new CallUntold(blockHash, answer)
    return answer === '0x' ? null : BigInt(answer)
  }
  const token = async (data: string): Promise<BaseUnits> => {
    const amount = await ask(network.token, data)
    if (amount !== null) return amount
    throw new AssayError('E-RPC', `no token answers at ${network.token} in block ${blockHash}`, { retryable: true })
  }
  const supply = ask(network.token, erc20.functions.totalSupply.encode({})).then(
    (amount) => {
      if (amount === null) throw new SilentToken(network.token, blockHash)
      return amount
    },
    (error: unknown) => {
      const refusal = refusalOf(error)
      throw refusal && isRevert(refusal) ? new SilentToken(network.token, blockHash) : error
    },
  )
  const pools = contractsOf(network.profile, 'destra-pool').map(({ address }) => address)
  const [totalSupply, balances, owed] = await Promise.all([
    supply,
    Promise.all(accounts.map((account) => token(erc20.functions.balanceOf.encode({ account })))),
    Promise.all(pools.map((pool) => ask(pool, poolAbi.functions.totalStaked.encode({})))),
  ]).catch(async (error: unknown) => {
    // Of a token that is silent its balances are too.
    await supply
    throw error
  })
  return {
    totalSupply,
    balances: new Map(accounts.map((account, i) => [account, balances[i]!])),
    owed: new Map(pools.flatMap((pool, i) => (owed[i] === null ? [] : [[pool, owed[i]!]]))),
  }
}
