import type { Client } from 'pg'
import type { BlockNumber } from '../economics/units'
import { AssayError } from '../errors'
import { inTransaction } from '../postgres/transaction'
import type { AnalyticsClient } from './client'
import { setRange } from './projector/copy'
import { readCursor } from './projector/cursor'
import type { Projection } from './projector/projection'
import { projections } from './projector/projections'
import { select } from './queries/select'
import { coverage, rollups, wholeSegments } from './rollups'

/** A figure of one table that the two stores do not agree on. */
export interface Difference {
  readonly table: string
  /** `rows`, `blocks` (their sum), or an amount's column (its sum) */
  readonly figure: string
  readonly postgres: string
  readonly clickhouse: string
}

export interface Equality {
  readonly network: string
  /** compared up to this block: the projector's cursor; -1 when nothing is projected yet */
  readonly block: BlockNumber
  readonly equal: boolean
  readonly differences: readonly Difference[]
}

/** Sums of ClickHouse wrap at 256 bits, so the sums of both are compared modulo 2^256. */
const MODULUS = 1n << 256n

/**
 * Compares counts and sums of every projected table of a network up to the cursor, exactly. Reads whole tables.
 * @throws AssayError E-CLICKHOUSE when ClickHouse is away
 */
export function compareStores(pg: Client, clickhouse: AnalyticsClient, network: string): Promise<Equality> {
  const compare = async (): Promise<Equality> => {
    const { block } = await readCursor(pg, network)
    const differences: Difference[] = []
    await setRange(pg, network, -1, block)
    for (const projection of projections) {
      const postgres = await figuresOfPostgres(pg, projection)
      const inClickhouse = await figuresOfClickhouse(clickhouse, projection, network, block)
      for (const [figure, expected] of postgres) {
        const actual = inClickhouse.get(figure)!
        if (expected !== actual)
          differences.push({ table: projection.table, figure, postgres: `${expected}`, clickhouse: `${actual}` })
      }
    }
    for (const rollup of rollups) {
      const { rolled, facts } = await coverage(clickhouse, rollup, network, wholeSegments(block))
      if (rolled !== facts)
        differences.push({ table: rollup.name, figure: 'facts', postgres: facts, clickhouse: rolled })
    }
    return { network, block, equal: differences.length === 0, differences }
  }
  // The projector may move on meanwhile.
  return inTransaction(pg, compare, 'read-only snapshot')
}

/** Remembers the outcome for `assay status` and the audit. */
export async function recordEquality(pg: Client, equality: Equality): Promise<void> {
  await pg.query(
    `INSERT INTO projection_check (network, block, equal, differences) VALUES ($1, $2, $3, $4)
      ON CONFLICT (network) DO UPDATE SET block = excluded.block, equal = excluded.equal,
        differences = excluded.differences, checked_at = now()`,
    [equality.network, equality.block, equality.equal, JSON.stringify(equality.differences)],
  )
}

type Figures = Map<string, bigint>

async function figuresOfPostgres(pg: Client, { columns, scan, amounts }: Projection): Promise<Figures> {
  const sums = amounts.map((amount) => `coalesce(sum(${amount}), 0)::text AS "${amount}"`)
  const { rows } = await pg.query(
    `SELECT ${['count(*)::text AS rows', 'coalesce(sum(block), 0)::text AS blocks', ...sums].join(', ')}
      FROM (${scan}) AS facts (${columns.join(', ')})`,
  )
  return figures(rows[0])
}

async function figuresOfClickhouse(
  clickhouse: AnalyticsClient,
  { table, amounts }: Projection,
  network: string,
  block: BlockNumber,
): Promise<Figures> {
  const sums = amounts.map((amount) => `toString(sum(facts.${amount})) AS ${amount}`)
  const [row] = await select<Record<string, string>>(
    clickhouse,
    `SELECT ${['toString(count()) AS rows', 'toString(sum(toUInt64(block))) AS blocks', ...sums].join(', ')}
      FROM ${table} AS facts WHERE network = {network:String} AND toInt64(block) <= {block:Int64}`,
    { network, block },
  )
  return figures(row)
}

function figures(row: Record<string, string> | undefined): Figures {
  if (!row) throw new AssayError('E-CLICKHOUSE', 'an aggregate came back without a row')
  return new Map(Object.entries(row).map(([name, text]) => [name, modulo(BigInt(text))]))
}

const modulo = (sum: bigint) => ((sum % MODULUS) + MODULUS) % MODULUS
