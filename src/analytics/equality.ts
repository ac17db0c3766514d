import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from 'pg'
import type { BlockNumber } from '../economics/units'
import { readIndexCursor } from '../postgres/cursor'
import { inTransaction } from '../postgres/transaction'
import type { AnalyticsClient } from './client'
import type { Difference } from './difference'
import { firstDifferingRow } from './differingRow'
import { type Compared, differing, type Figures, figuresByDay } from './figures'
import { setRange } from './projector/copy'
import { readCursor } from './projector/cursor'
import type { Projection } from './projector/projection'
import { projections } from './projector/projections'
import { select } from './queries/select'
import { differingHours } from './rollupEquality'

export interface Equality {
  readonly network: string
  /** compared up to this block: the projector's cursor; -1 when nothing is projected yet */
  readonly block: BlockNumber
  readonly equal: boolean
  readonly differences: readonly Difference[]
}

/** Sums of ClickHouse wrap at 256 bits, so the sums of both are compared modulo 2^256. */
const MODULUS = 1n << 256n

/** Days named of a table, the first that differ; a table that lost more is named by its sums too. */
const NAMED_DAYS = 10

/** Days of a table in which the row is looked for: each is a scan of its own. */
const SEARCHED_DAYS = 3

/** A batch is in the facts a moment before it is in their hours: hours that differ are looked at again. */
const LOOKS = 3
const LOOK_AGAIN_MS = 500

/**
 * Compares every column of every projected row of a network up to the cursor, by day; and the hours with their facts.
 * Reads whole tables, and keeps some figures of each day.
 * @throws AssayError E-STORE-AWAY when ClickHouse is away
 */
export async function compareStores(pg: Client, clickhouse: AnalyticsClient, network: string): Promise<Equality> {
  const compareFacts = async () => {
    const { block } = await readCursor(pg, network)
    const compared = { pg, clickhouse, network, block, salt: randomUUID() }
    const found: Difference[] = []
    await setRange(pg, network, -1, block)
    for (const projection of projections) found.push(...(await differencesOf(compared, projection)))
    return { block, found }
  }
  // The projector may move on meanwhile.
  const { block, found } = await inTransaction(pg, compareFacts, 'read-only snapshot')
  const differences = [
    ...found,
    ...(await beyondFinal(pg, clickhouse, network)),
    ...(await hoursThatStayDifferent(pg, clickhouse, network)),
  ]
  // A projection that starts over moves its cursor back before it removes rows.
  const startedOver = differences.length > 0 && (await readCursor(pg, network)).block < block
  if (startedOver) return compareStores(pg, clickhouse, network)
  return { network, block, equal: differences.length === 0, differences }
}

async function differencesOf(compared: Compared, projection: Projection): Promise<Difference[]> {
  const { table, amounts } = projection
  const byDay = await figuresByDay(compared, projection)
  const found: Difference[] = []
  for (const figure of ['rows', 'blocks', ...amounts]) {
    const [postgres, clickhouse] = [total(byDay.postgres, figure), total(byDay.clickhouse, figure)]
    if (postgres !== clickhouse) found.push({ table, figure, postgres: `${postgres}`, clickhouse: `${clickhouse}` })
  }
  const named = new Set<string>()
  for (const [n, bucket] of differing(byDay).slice(0, NAMED_DAYS).entries()) {
    const day = new Date(bucket * 86_400_000).toISOString().slice(0, 10)
    const rows = n < SEARCHED_DAYS ? await firstDifferingRow(compared, projection, bucket) : []
    const digest = (days: Map<number, Figures>) => days.get(bucket)?.['digest'] ?? 'none'
    if (rows.length === 0)
      found.push({
        table,
        figure: 'digest',
        postgres: digest(byDay.postgres),
        clickhouse: digest(byDay.clickhouse),
        day,
      })
    // A row that is in another day makes both days differ.
    for (const row of rows) if (!named.has(`${row.row} ${row.figure}`)) found.push({ ...row, day })
    for (const row of rows) named.add(`${row.row} ${row.figure}`)
  }
  return found
}

const total = (days: Map<number, Figures>, figure: string) =>
  modulo([...days.values()].reduce((sum, figures) => sum + BigInt(figures[figure]!), 0n))

const modulo = (sum: bigint) => ((sum % MODULUS) + MODULUS) % MODULUS

/**
 * Facts of blocks above the final height. Those between the cursor and it may be a batch that is being written; the height
 * is read after them, so that no batch can be above it.
 */
async function beyondFinal(pg: Client, clickhouse: AnalyticsClient, network: string): Promise<Difference[]> {
  const highest = await select<{ name: string; block: string }>(
    clickhouse,
    projections
      .map(
        ({ table }) =>
          `SELECT '${table}' AS name, toString(max(block)) AS block FROM ${table} WHERE network = {network:String}`,
      )
      .join(' UNION ALL '),
    { network },
  )
  const final = (await readIndexCursor(pg, network))?.height ?? 0
  return highest
    .filter(({ block }) => Number(block) > final)
    .map(({ name, block }) => ({ table: name, figure: 'block', postgres: `${final}`, clickhouse: block }))
}

async function hoursThatStayDifferent(pg: Client, clickhouse: AnalyticsClient, network: string): Promise<Difference[]> {
  for (let looks = 1; ; looks++) {
    const { block } = await readCursor(pg, network)
    // Before the first fact, hours are those that a projection which starts over is about to remove.
    const found = block < 0 ? [] : await differingHours(clickhouse, network, block)
    if (found.length === 0 || looks === LOOKS) return found
    await sleep(LOOK_AGAIN_MS)
  }
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
