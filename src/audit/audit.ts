import type { Client } from 'pg'
import type { Node } from '../chain/node'
import { contractsOf } from '../config/profile'
import { type Compared, driftCause, type SupplyCause, supplyCauses } from '../economics/drift'
import { formulaOf, holds, type Identity } from '../economics/identity'
import type { BlockNumber, Hash } from '../economics/units'
import { AssayError } from '../errors'
import { UNKNOWN_EVENT } from '../events/decode'
import type { Network } from '../indexer/network'
import { readRanges } from '../indexer/source/completeness/ranges'
import type { Check } from './check'
import { examinable, examine } from './examine'
import { positionsCheck } from './positions'
import { secondChecks } from './second'

/** Rows of evidence: where to look first, not all of it. */
const SHOWN = 20

export interface Audit {
  readonly ok: boolean
  readonly network: string
  readonly block: { readonly number: BlockNumber; readonly hash: Hash }
  readonly checks: readonly Check[]
}

/**
 * Puts the ledger beside the chain at a final block and says of every identity whether it holds. Writes nothing.
 * @param at a block; the newest final one when it is not given
 * @throws AssayError E-NOT-FINAL; E-RPC when the node does not answer for that block; E-CHAIN-OTHER
 */
export async function audit(db: Client, node: Node, network: Network, at?: BlockNumber): Promise<Audit> {
  const last = await examinable(db, node, network)
  if (last === null || (at !== undefined && at > last.number))
    throw new AssayError('E-NOT-FINAL', `${network.name}: block ${at ?? 0} is not final here yet`, {
      next: last === null ? 'Start assay index and wait for its first blocks.' : `Name a block up to ${last.number}.`,
    })
  const examined = await examine(db, node, network, { ...last, number: at ?? last.number })
  if (examined.oneSided !== undefined) throw examined.oneSided
  const { block, compared, identities, supplyCause } = examined
  const checks = [
    ...identities.map((identity) => identityCheck(identity, supplyCause)),
    driftCheck(network, compared),
    await completeCheck(db, network, block.number),
    await noneOf(db, network, block.number, quarantinedOf(network)),
    ...(contractsOf(network.profile, 'destra-pool').length > 0
      ? [await noneOf(db, network, block.number, unpredicted), await positionsCheck(db, node, network, block)]
      : []),
    ...(await secondChecks(db, network.profile, block)),
  ]
  return {
    ok: checks.every(({ ok }) => ok),
    network: network.name,
    block: { number: block.number, hash: block.hash },
    checks,
  }
}

function identityCheck(identity: Identity, supplyCause: SupplyCause | undefined): Check {
  const { name, left, right, explained } = identity
  return {
    id: `identity:${name}`,
    title: formulaOf(name),
    ok: holds(identity),
    expected: `${right + explained}`,
    actual: `${left}`,
    evidence: {
      ...(explained !== 0n && { chain: `${right}`, explainedByDrift: `${explained}` }),
      ...(name === 'total' && supplyCause !== undefined && { cause: supplyCauses[supplyCause] }),
    },
  }
}

function driftCheck(network: Network, compared: readonly Compared[]): Check {
  const unexplained = compared.filter((row) => driftCause(row, network.profile.token) === 'unexplained')
  return {
    id: 'drift',
    title: 'every difference between ledger and chain has a known cause',
    ok: unexplained.length === 0,
    expected: '0',
    actual: `${unexplained.length}`,
    evidence: Object.fromEntries(unexplained.map((row) => [row.account, `${row.ledger} here, ${row.chain} there`])),
  }
}

/** Ranges are contiguous from the first block, at any level: none below `structure` is stored. */
async function completeCheck(db: Client, network: Network, to: BlockNumber): Promise<Check> {
  const ranges = (await readRanges(db, network.name)).filter(({ fromBlock }) => fromBlock <= to)
  const gaps = ranges.filter(({ fromBlock }, i) => i > 0 && fromBlock !== ranges[i - 1]!.toBlock + 1)
  const from = ranges[0]?.fromBlock
  const reached = Math.min(to, ranges[ranges.length - 1]?.toBlock ?? -1)
  return {
    id: 'complete',
    title: 'every block has been read and its logs checked',
    ok: gaps.length === 0 && from !== undefined && from <= Math.max(network.profile.startBlock, 1) && reached === to,
    expected: `${network.profile.startBlock}–${to}`,
    actual: `${from ?? 'none'}–${reached}`,
    evidence: Object.fromEntries(ranges.map(({ level, fromBlock, toBlock }) => [`${fromBlock}–${toBlock}`, level])),
  }
}

/** A question to which no row is the right answer; $1 is the network, $2 the block, $3 how many rows are shown. */
interface NoneOf {
  readonly id: string
  readonly title: string
  readonly sql: string
  /** from $4 on */
  readonly values?: readonly string[]
}

const quarantinedOf = ({ token }: Network): NoneOf => ({
  id: 'quarantine',
  title: 'every log of a known contract was understood',
  sql: `select id, reason as why from quarantine where network = $1 and block <= $2
          and (contract, reason) <> ($4, $5) order by block limit $3`,
  values: [token, UNKNOWN_EVENT],
})
/** What the doubt of the ledger explains is no fault of the contract: check `positions` says whether it is wrong. */
const unpredicted: NoneOf = {
  id: 'pool',
  title: 'every call of a staking pool was predicted by its ruleset to the wei',
  sql: `select id, title as why from finding f where network = $1 and block <= $2 and code = 'F-POOL-DIFFERENCE'
          and not (coalesce(evidence->>'uncertain', '') = 'true' and exists (
            select from finding a where a.network = $1 and a.code = 'F-AMBIGUOUS-UNSTAKE'
              and a.evidence->>'owner' = f.evidence->>'owner'))
        order by block limit $3`,
}

/** A check that there is no such row. */
async function noneOf(
  db: Client,
  network: Network,
  to: BlockNumber,
  { id, title, sql, values = [] }: NoneOf,
): Promise<Check> {
  const { rows } = await db.query<{ id: string; why: string }>(sql, [network.name, to, SHOWN, ...values])
  return {
    id,
    title,
    ok: rows.length === 0,
    expected: '0',
    actual: rows.length < SHOWN ? `${rows.length}` : `${SHOWN} or more`,
    evidence: Object.fromEntries(rows.map((row) => [row.id, row.why])),
  }
}
