import type { Rebuild } from '../../../src/analytics/projector/networkProjector'
import type { SimBlock } from '../chain/block'
import { clickhouseTables, projectedTruth } from '../oracle/clickhouse'
import { logOf, truthOf } from '../oracle/oracle'
import { postgresTables } from '../oracle/postgres'
import { differences } from '../oracle/rows'
import { compareHeld } from './compareHeld'
import type { World } from './world'

/** W in Postgres: every row of every table, at every block that changed it. @see docs/invariants.md#X1 */
export async function comparePostgres(world: World, blocks: readonly SimBlock[]): Promise<string[]> {
  const actual = await world.db.use(postgresTables)
  if (world.plan.absurd) {
    const expected = logOf(blocks)
    const same = new Map([...actual].filter(([table]) => table === 'event' || table === 'quarantine'))
    return differences(expected, same).map((each) => `postgres ${each}`)
  }
  return differences(truthOf(blocks).tables, actual).map((each) => `postgres ${each}`)
}

/** W in ClickHouse, up to the final block it has been given. @see docs/invariants.md#C1 */
export async function compareClickhouse(world: World): Promise<string[]> {
  const { projection, view, db } = world
  if (!projection) return []
  const final = view.final
  await world.until('the indexer to hold the final block', async () => ((await db.final()) ?? -1) >= final)
  if (world.plan.absurd) return compareHeld(world)
  await world.until('the projector to reach the final block', async () => ((await db.projected()) ?? -1) >= final)
  // The indexer may hold more as final than the chain's rule asks for; the projector follows the indexer.
  const cursor = (await db.projected())!
  const actual = await clickhouseTables(projection.query)
  const found = differences(projectedTruth(view.upTo(cursor)), actual).map((each) => `clickhouse ${each}`)
  // Healed, so no row shows it; but nobody took rows away here, so the cursor was ahead of them.
  if (projection.projector.log.includes('facts are missing from ClickHouse' satisfies Rebuild))
    found.push(`clickhouse lost facts, and was projected anew\n${projection.projector.log.slice(-3_000)}`)
  return found
}
