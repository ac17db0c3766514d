import type { Pool } from 'pg'
import { rulesetNamed } from '../economics/rewards/registry'
import { AssayError } from '../errors'
import { loadKeccak } from '../keccak'
import type { Blocks } from './chain/blocks'
import { assertIndexedChain, finalHead } from './chain/final'
import { pinBefore } from './chain/pin'
import { closedPeriodsOf } from './close/due'
import { readInputs } from './close/inputs'
import { inTransaction } from './db'
import type { Program } from './programs'
import { type BuiltReport, buildReport, type PreviousReport } from './report/build'

export interface Rebuilding {
  readonly pool: Pool
  readonly blocks: Blocks
  readonly program: Program
  /** ruleset of the report to rebuild; earlier ones keep those they were computed with */
  readonly ruleset: string
}

/**
 * Computes a report again from indexed rows and the node's headers, and with it every earlier one of its program,
 * for its carry. No stored report is an input; of what is stored only the names of earlier rulesets are read.
 * @throws AssayError E-PERIOD when the period is not closed
 */
export async function rebuildReport(rebuilding: Rebuilding, period: string): Promise<BuiltReport> {
  const { pool, blocks, program } = rebuilding
  const keccak = await loadKeccak()
  const final = await finalHead(pool, blocks, program)
  const client = await pool.connect()
  try {
    return await inTransaction(client, 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', async () => {
      const closed = final === null ? [] : await closedPeriodsOf(client, program, final)
      const used = await rulesetsUsed(client, program)
      let built: BuiltReport | null = null
      for (const each of closed) {
        const isTarget = each.period.id === period
        const name = isTarget ? rebuilding.ruleset : (used.get(each.period.id) ?? program.ruleset.name)
        const pinned = await pinBefore(blocks, each.period.end, program.startBlock, final!.number)
        await assertIndexedChain(client, blocks, program.network, pinned.number)
        const previous: BuiltReport | null = built
        const link = previous && linkOf(previous)
        const ruled = { ...program, ruleset: rulesetNamed(name) }
        built = buildReport(keccak, await readInputs(client, ruled, each.period, pinned, link))
        if (isTarget) return built
      }
      throw new AssayError('E-PERIOD', `${period} of ${program.name} on ${program.network} is not a closed period`, {
        next: 'Only a closed period can be rebuilt: a final block at or after its end must be indexed.',
      })
    })
  } finally {
    client.release()
  }
}

function linkOf({ id, sha256, carry, pots }: BuiltReport): PreviousReport {
  return { id, sha256, carry, pots: new Map(pots.filter((pot) => pot.carry > 0n).map((pot) => [pot.name, pot.carry])) }
}

async function rulesetsUsed(db: Parameters<typeof closedPeriodsOf>[0], program: Program): Promise<Map<string, string>> {
  const { rows } = await db.query<{ period: string; ruleset: string }>(
    'select period, ruleset from distribution where network = $1 and program = $2',
    [program.network, program.name],
  )
  return new Map(rows.map((row) => [row.period, row.ruleset]))
}
