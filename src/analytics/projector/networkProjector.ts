import type { Client } from 'pg'
import { AssayError } from '../../errors'
import { blockId } from '../../events/ids'
import { readIndexCursor } from '../../postgres/cursor'
import { inTransaction } from '../../postgres/transaction'
import type { AnalyticsClient } from '../client'
import { copyRows, setRange } from './copy'
import { type Cursor, isStill, moveCursor, readCursor, requireSame, START } from './cursor'
import { heldUpTo } from './held'
import { endInserts } from './inFlight'
import { projections } from './projections'
import { repair } from './repair'
import { repairRollups } from './repairRollups'

/**
 * Events of a batch. Each comes with one to three rows in other tables, so that an insert is 10,000 to 100,000 rows:
 * large enough that ClickHouse's cost per part vanishes, small enough to be held in memory as text (about 30 MiB).
 */
export const BATCH_EVENTS = 50_000

export interface Step {
  /** what happened: `waiting` for the indexer's first block, nothing new, or facts written */
  readonly state: 'waiting' | 'idle' | 'written'
  readonly cursor: Cursor
  /** final height of the indexer; null while it waits */
  readonly final: number | null
  readonly rows: number
}

/** Why a network is projected from its first block again; for the log. */
export type Rebuild = 'facts are missing from ClickHouse' | 'the indexer is behind the cursor: it was started afresh'

/** Projects the final facts of one network. A step that throws leaves nothing behind that the next does not remove. */
export class NetworkProjector {
  private cursor: Cursor | undefined

  /** @param batchEvents events of a batch at most, unless one block alone has more */
  constructor(
    readonly network: string,
    private readonly clickhouse: AnalyticsClient,
    private readonly onRebuild: (why: Rebuild) => void,
    private readonly batchEvents = BATCH_EVENTS,
  ) {}

  /** Writes the next batch of whole blocks, then moves the cursor. */
  async step(pg: Client): Promise<Step> {
    // before the indexer's first block there is no table to ask
    if (this.cursor && this.cursor.block >= 0 && (await isStill(pg, this.network, this.cursor)))
      return { state: 'idle', cursor: this.cursor, final: this.cursor.block, rows: 0 }
    const cursor = this.cursor ?? (await this.resume(pg))
    this.cursor = undefined
    const batch = await inTransaction(pg, () => this.writeBatch(pg, cursor), 'read-only snapshot')
    if (batch.state === 'waiting') {
      this.cursor = cursor
      return { ...batch, cursor }
    }
    if (batch.final !== null && batch.final < cursor.block) {
      this.onRebuild('the indexer is behind the cursor: it was started afresh')
      await this.restart(pg, cursor)
      return { state: 'idle', cursor: START, final: batch.final, rows: 0 }
    }
    const next: Cursor = { block: batch.upto, rows: cursor.rows + BigInt(batch.rows) }
    if (next.block !== cursor.block) await moveCursor(pg, this.network, cursor, next)
    this.cursor = next
    return { state: batch.state, cursor: next, final: batch.final, rows: batch.rows }
  }

  /** Removes what a stop, a crash or an error left above the cursor before anything is added. */
  private async resume(pg: Client): Promise<Cursor> {
    await endInserts(this.clickhouse, this.network)
    const cursor = await readCursor(pg, this.network)
    const whole = await repair(this.clickhouse, this.network, cursor)
    if (whole) {
      await repairRollups(this.clickhouse, this.network, cursor.block)
      return cursor
    }
    this.onRebuild('facts are missing from ClickHouse')
    return this.restart(pg, cursor)
  }

  private async restart(pg: Client, from: Cursor): Promise<Cursor> {
    await moveCursor(pg, this.network, from, START)
    await repair(this.clickhouse, this.network, START)
    await repairRollups(this.clickhouse, this.network, START.block)
    return START
  }

  /** In one snapshot: the height and every table as of the same moment. */
  private async writeBatch(pg: Client, cursor: Cursor) {
    try {
      requireSame(this.network, cursor, await readCursor(pg, this.network))
      const final = (await readIndexCursor(pg, this.network))?.height ?? null
      if (final === null) return { state: 'waiting' as const, final, rows: 0, upto: cursor.block }
      if (final <= cursor.block) return { state: 'idle' as const, final, rows: 0, upto: cursor.block }
      const end = await this.endOfBatch(pg, cursor.block, final)
      await setRange(pg, this.network, cursor.block, end)
      const upto = await heldUpTo(pg, this.network, cursor.block, end)
      if (upto < end) await setRange(pg, this.network, cursor.block, upto)
      let rows = 0
      for (const projection of projections) rows += await copyRows(pg, this.clickhouse, this.network, projection)
      return { state: rows > 0 ? ('written' as const) : ('idle' as const), final, rows, upto }
    } catch (cause) {
      if (cause instanceof AssayError) throw cause
      throw new AssayError('E-PROJECTION', `a batch of ${this.network} was not written: ${(cause as Error).message}`, {
        next: 'Nothing is lost: the projector removes what it began and tries again.',
        cause,
        retryable: true,
      })
    }
  }

  /** Last whole block before the batch is full; a single block with more events than that is a batch of its own. */
  private async endOfBatch(pg: Client, after: number, final: number): Promise<number> {
    // An index-only scan counts ids. Those of a network whose name has this one's as a prefix may be among them: then the
    // batch is smaller, and ends at this network's next block.
    const { rows } = await pg.query(
      `SELECT (SELECT block FROM event WHERE network = $1 AND id >= $2 AND id < $3 ORDER BY id LIMIT 1) AS first,
        (SELECT block FROM event WHERE network = $1 AND id < $3
            AND id >= (SELECT id FROM event WHERE id >= $2 AND id < $3 ORDER BY id OFFSET $4 LIMIT 1)
          ORDER BY id LIMIT 1) AS beyond`,
      [this.network, blockId(this.network, after + 1), blockId(this.network, final + 1), this.batchEvents],
    )
    const { first, beyond } = rows[0] as { first: number | null; beyond: number | null }
    return first === null || beyond === null ? final : Math.max(beyond - 1, first)
  }
}
