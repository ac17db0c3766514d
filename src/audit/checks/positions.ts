import type { Client } from 'pg'
import { call } from '../../chain/calls'
import type { Node } from '../../chain/node'
import { contractsOf } from '../../config/profile'
import type { Address, BlockNumber, Hash } from '../../economics/units'
import type { Network } from '../../indexer/network'
import { userStakes } from '../../protocols/destra-pool/views'
import { needsContract } from '../applies'
import type { AuditCheck } from '../check'
import { inPieces } from '../inPieces'
import { SHOWN } from '../rules'

/** An owner's stakes in a pool as of a block, in their order: amount in base units, `-` where it is withdrawn. */
interface Staked {
  readonly pool: Address
  readonly owner: Address
  readonly stakes: readonly string[]
}

/** Puts the stakes of every owner who has an open one beside what the pool itself says of them. */
export const positions: AuditCheck = {
  id: 'positions',
  title: 'every owner of an open stake has the stakes that the pool says',
  why: 'A share is paid by a stake, and an unstake names one by its place.',
  unasked: needsContract('destra-pool'),
  async run(context) {
    const { db, node, network, block } = context
    const evidence: Record<string, string> = {}
    const owners = await ownersOfOpen(db, network, block.number)
    let different = 0
    const ask = (each: Staked) => stakesOnChain(node, network, each, block.hash)
    for await (const [{ owner, stakes }, onChain] of inPieces(context, 'owners', owners, ask)) {
      const [here, there] = [stakes.join(' '), onChain.join(' ')]
      if (here === there) continue
      different++
      if (different <= SHOWN) evidence[owner] = `${here} here, ${there} there`
    }
    return {
      ok: different === 0,
      expected: `${owners.length}`,
      actual: `${owners.length - different}`,
      evidence,
    }
  },
}

async function ownersOfOpen(db: Client, network: Network, block: BlockNumber): Promise<Staked[]> {
  const pools = contractsOf(network.profile, 'destra-pool').map(({ address }) => address)
  const { rows } = await db.query<Staked>(
    `select pool, owner,
       array_agg(case when closed_block <= $2 then '-' else amount::text end order by index) as stakes
     from position where network = $1 and pool = any($3) and opened_block <= $2
     group by pool, owner having bool_or(closed_block is null or closed_block > $2) order by pool, owner`,
    [network.name, block, pools],
  )
  return rows
}

async function stakesOnChain(node: Node, network: Network, { pool, owner }: Staked, blockHash: Hash) {
  const view = userStakes[network.deployed.get(pool)!.generation]
  const stakes = view.decodeResult(await call(node, { to: pool, data: view.encode({ user: owner }) }, { blockHash }))
  return stakes.map(({ withdrawn, amount }) => (withdrawn ? '-' : `${amount}`))
}
