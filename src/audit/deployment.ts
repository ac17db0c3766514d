import * as poolAbi from '../abi/destra-pool'
import { call, hasCode, isRevert, refusalOf } from '../chain/calls'
import { type NodeOptions, openNode } from '../chain/node'
import { NodeError } from '../chain/nodeError'
import { type Address, address } from '../economics/units'
import { AssayError } from '../errors'
import type { Network } from '../indexer/network'
import { every, type Pause, withBackOff } from '../process/backOff'

/** A node that starts beside us answers within seconds; after that its being away is for a person to see. */
const ATTEMPTS = 10
const PAUSE_MS = 1_000
/** Without tries of its own: whatever is wrong with a node that starts, the attempts above outlast it. */
const NODE: NodeOptions = { timeoutMs: 10_000, retries: 0 }
/** JSON-RPC: the method does not exist. */
const NO_SUCH_METHOD = -32_601

/**
 * Asks a pool for its `dsyncToken()` at the head. null: nobody can tell, because the node does not do calls, or because
 * the chain does not have the profile's token yet either.
 */
type AskToken = (pool: Address, token: Address) => Promise<Address | null>

/**
 * Every staking pool of a profile stakes the profile's token, as the pools themselves say: an address that someone
 * copied wrong would make figures of another economy.
 * @returns pools that could not be asked
 * @throws AssayError E-POOL-TOKEN naming the pool, E-RPC when the node does not answer
 */
export async function confirmPools(network: Network, ask: AskToken): Promise<Address[]> {
  const unasked: Address[] = []
  for (const [name, { address: pool, kind }] of Object.entries(network.profile.contracts)) {
    if (kind !== 'destra-pool') continue
    const staked = await ask(pool, network.token)
    if (staked === null) unasked.push(pool)
    else if (staked !== network.token)
      throw new AssayError('E-POOL-TOKEN', `contracts.${name} of ${network.name}: ${pool} stakes ${staked}`, {
        next: `Its dsyncToken() must be the profile's token, ${network.token}. Mend the address in the profile.`,
        details: { pool, dsyncToken: staked, token: network.token },
      })
  }
  return unasked
}

/** @param url http(s) or ws(s). It may carry a key, so errors never repeat it. */
export function tokenAsker(url: string, pause: Pause): AskToken {
  const node = openNode(url, NODE)
  const data = poolAbi.functions.dsyncToken.encode({})
  const once = async (pool: Address, token: Address): Promise<Address | null> => {
    const answer = await call(node, { to: pool, data }).catch((error: unknown) => {
      const refusal = refusalOf(error)
      if (refusal?.code === NO_SUCH_METHOD) return null
      if (refusal && isRevert(refusal)) return '0x'
      throw error
    })
    if (answer === null) return null
    if (answer.length === 66) return address(`0x${answer.slice(26)}`)
    // A local chain may be younger than its profile; on one that has the token, the pool's address is wrong.
    if (!(await hasCode(node, token))) return null
    throw new AssayError('E-POOL-TOKEN', `${pool} does not answer dsyncToken(): no staking pool is there`, {
      next: 'Mend the address of the pool in the profile; if the node is still syncing, start again when it is not.',
      retryable: true,
    })
  }
  const failed = (error: unknown, failures: number) => {
    if (failures === ATTEMPTS || !(error instanceof NodeError)) throw error
  }
  return (pool, token) => withBackOff(() => once(pool, token), every(PAUSE_MS), failed, pause)
}
