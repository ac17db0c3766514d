import type { Pool } from 'pg'
import type { Snapshot } from '../../postgres/snapshot'

export interface ProjectorStatus {
  /** network → the last final block in the analytics store; null: nothing yet */
  readonly cursor: Readonly<Record<string, number | null>>
  /** final blocks not yet projected, of the network that is furthest behind; null before anything is final */
  readonly lagBlocks: number | null
}

/** How far the analytics store is. */
export async function readProjector(
  snapshot: Snapshot,
  networks: readonly { readonly name: string; readonly finalized: number | null }[],
): Promise<ProjectorStatus> {
  const rows = (await snapshot.hasTable('public.projection_cursor'))
    ? await snapshot.rows<{ network: string; block: number }>('select network, block from projection_cursor')
    : []
  const at = new Map(rows.map(({ network, block }) => [network, block]))
  const lags = networks.flatMap(({ name, finalized }) =>
    finalized === null ? [] : [Math.max(0, finalized - (at.get(name) ?? -1))],
  )
  return {
    cursor: Object.fromEntries(networks.map(({ name }) => [name, at.get(name) ?? null])),
    lagBlocks: lags.length === 0 ? null : Math.max(...lags),
  }
}

/** The last block of each network that the analytics store holds whole; 0 before the first. No transaction. */
export async function projectedBlocks(pool: Pool, networks: readonly string[]): Promise<number[]> {
  const { rows } = await pool.query<{ network: string; block: number }>(
    'select network, block from projection_cursor where network = any($1)',
    [networks],
  )
  const at = new Map(rows.map(({ network, block }) => [network, block]))
  return networks.map((network) => at.get(network) ?? 0)
}
