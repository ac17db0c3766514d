import type { ClientBase } from 'pg'
import type { Node } from '../chain/node'
import { NodeError } from '../chain/nodeError'
import type { BlockNumber } from '../economics/units'
import type { Network } from '../indexer/network'
import { Proof } from '../indexer/source/completeness/proof'
import { worthALook } from '../indexer/source/completeness/worthALook'
import { Blooms } from '../indexer/source/head/bloom'
import { BlockReader } from '../indexer/source/head/reader'
import type { HistoryRpc } from '../indexer/source/history/rpc'
import type { Prover } from '../indexer/source/proven/prover'
import { loadKeccak } from '../keccak'

/** Who reads blocks of a node whole, as the head is read. */
export interface ChainReader {
  readonly rpc: HistoryRpc
  readonly reader: BlockReader
  readonly proof: Proof
  /** addresses of our contracts */
  readonly addresses: ReadonlySet<string>
  /** heights of final blocks that show what the chain's blocks are like */
  readonly finalBelow: () => Promise<readonly BlockNumber[]>
}

/** @param final block up to which the ledger is held for good */
export async function openReader(
  db: ClientBase,
  node: Node,
  network: Network,
  final: BlockNumber,
): Promise<ChainReader> {
  const proof = await proofOf(db, network)
  const rpc = rpcOf(node)
  const blooms = new Blooms(await loadKeccak())
  const addresses: ReadonlySet<string> = new Set(network.contracts.keys())
  const filter = { addresses, wantsTransaction: () => false }
  const finalBelow = () => worthALook(db, network, final + network.profile.finalityConfirmation)
  return { rpc, proof, addresses, finalBelow, reader: new BlockReader(rpc, filter, blooms, { proof, finalBelow }) }
}

/** Who proves blocks by their receipts: loaded where blocks are proven, since its packages are for nothing else. */
export async function openProver({ rpc, addresses, finalBelow }: ChainReader): Promise<Prover> {
  const { Prover } = await import('../indexer/source/proven/prover.js')
  return new Prover(rpc, addresses, await loadKeccak(), finalBelow)
}

/** What the profile says that the chain proves, less what the indexer has seen of it. */
async function proofOf(db: ClientBase, { name, profile }: Network): Promise<Proof> {
  const { rows } = await db.query<{ code: string }>('select code from alarm where network = $1', [name])
  const seen = new Set(rows.map(({ code }) => code))
  return new Proof({
    blooms: profile.blooms && !seen.has('E-BLOOMS-ODD'),
    logIndexes: seen.has('E-LOG-INDEX-ODD') ? 'odd' : profile.logIndexes,
  })
}

/** A node whose refusals are what an endpoint says, and not yet a sentence about it: the reader goes by its words. */
function rpcOf(node: Node): HistoryRpc {
  const ask = ({ method, params }: { method: string; params: readonly unknown[] }) =>
    node.ask(method, params).catch((error: unknown) => {
      if (!(error instanceof NodeError) || !error.refusal) throw error
      throw Object.assign(new Error(error.refusal.message, { cause: error }), error.refusal)
    })
  return { batch: (calls) => Promise.all(calls.map(ask)) }
}
