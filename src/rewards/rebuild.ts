import type { Pool, PoolClient } from 'pg'
import type { Blocks } from '../chain/blocks'
import type { Period } from '../economics/period'
import { rulesetNamed } from '../economics/rewards/registry'
import type { BaseUnits, Hash } from '../economics/units'
import { AssayError } from '../errors'
import { loadKeccak } from '../keccak'
import type { Queryable } from '../postgres/queryable'
import { transaction } from '../postgres/transaction'
import { assertIndexedChain, finalHead } from './chain/final'
import { pinBefore } from './chain/pin'
import { closedPeriodsOf } from './close/due'
import { readInputs } from './close/inputs'
import type { BlockPin } from './distribution'
import type { Evidence } from './evidence/evidence'
import type { RenderedReport } from './files/render'
import type { Program } from './programs'
import { type BuiltReport, buildReport, type PreviousReport } from './report/build'

interface Rebuilding {
  readonly pool: Pool
  readonly blocks: Blocks
  readonly program: Program
  /** ruleset of the report to rebuild; earlier ones keep those they were computed with */
  readonly ruleset: string
  /** whether it says the digest of the event log; unset: as it was closed, and where it was not, with it */
  readonly anchored?: boolean
}

/** A report computed again, with all that its files are made of. */
export interface RebuiltReport extends RenderedReport {
  readonly sha256: Hash
  readonly root: Hash | null
  readonly distributed: BaseUnits
  readonly shares: BuiltReport['shares']
}

/**
 * Computes a report again from indexed rows and the node's headers, and with it every earlier one of its program,
 * for its carry. No stored report is an input: only the names of earlier rulesets are read, and whether it says the digest of the log.
 * @throws AssayError E-PERIOD when the period is not closed
 */
export async function rebuildReport(rebuilding: Rebuilding, period: string): Promise<RebuiltReport> {
  const { pool, blocks, program, ruleset, anchored } = rebuilding
  const asked = { ruleset, ...(anchored !== undefined && { anchored }) }
  const keccak = await loadKeccak()
  const final = await finalHead(pool, blocks, program)
  const closed = final === null ? [] : await closedPeriodsOf(pool, program, final)
  const at = closed.findIndex((each) => each.period.id === period)
  if (at === -1)
    throw new AssayError('E-PERIOD', `${period} of ${program.name} on ${program.network} is not a closed period`, {
      next: 'Only a closed period can be rebuilt: a final block at or after its end must be indexed.',
    })
  // The node is asked before the snapshot is opened: no transaction waits for it.
  const pinned: { readonly period: Period; readonly pin: BlockPin }[] = []
  for (const each of closed.slice(0, at + 1)) {
    const pin = await pinBefore(blocks, each.period.end, program.startBlock, final!.number)
    await assertIndexedChain(pool, blocks, program.network, pin.number)
    pinned.push({ period: each.period, pin })
  }
  const rebuild = async (db: PoolClient): Promise<RebuiltReport> => {
    const closedAs = await formsOf(db, program)
    let built: BuiltReport | null = null
    let evidence: Evidence | null = null
    for (const { period: each, pin } of pinned) {
      const form = { ruleset: program.ruleset.name, anchored: true, ...closedAs.get(each.id) }
      const { ruleset, anchored } = each.id === period ? { ...form, ...asked } : form
      const ruled = { ...program, ruleset: rulesetNamed(ruleset) }
      const inputs = await readInputs(db, ruled, each, pin, built && linkOf(built), { anchored })
      built = buildReport(keccak, inputs)
      evidence = inputs.evidence
    }
    return filed(built!, program, closed[at]!.period, evidence)
  }
  return transaction(pool, rebuild, 'read-only snapshot')
}

/** A report as its files are made of it. */
function filed(built: BuiltReport, program: Program, period: Period, evidence: Evidence | null): RebuiltReport {
  const { id, body, sha256, root, distributed, pinned, shares, tree } = built
  return {
    ...{ id, body, sha256, root, distributed, shares, evidence },
    ...{ programId: program.programId, asset: program.asset, periodNumber: period.number },
    report: { root, distributed, pinned, reportHash: sha256 },
    shareRows: shares,
    nodes: tree?.nodes ?? [],
  }
}

function linkOf({ id, sha256, carry, pots }: BuiltReport): PreviousReport {
  return { id, sha256, carry, pots: new Map(pots.filter((pot) => pot.carry > 0n).map((pot) => [pot.name, pot.carry])) }
}

/** What a report that was closed is rebuilt by: no figure, but how its inputs were read. */
interface Form {
  readonly ruleset: string
  readonly anchored: boolean
}

async function formsOf(db: Queryable, program: Program): Promise<Map<string, Form>> {
  const { rows } = await db.query<Form & { period: string }>(
    `select d.period, d.ruleset, coalesce(r.body::jsonb->'inputs' ? 'log', true) as anchored
       from distribution d left join report r on r.distribution_id = d.id where d.network = $1 and d.program = $2`,
    [program.network, program.name],
  )
  return new Map(rows.map(({ period, ruleset, anchored }) => [period, { ruleset, anchored }]))
}
