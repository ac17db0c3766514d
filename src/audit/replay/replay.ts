import type { Client } from 'pg'
import type { BlockNumber, Seconds } from '../../economics/units'
import { Accounts } from '../../indexer/fold/accounts'
import type { Facts } from '../../indexer/fold/fold'
import { Session } from '../../indexer/fold/session'
import { fold } from '../../indexer/indexer'
import { type FoldedNetwork, type Network, withHandlers } from '../../indexer/network'
import { oneAhead } from '../../indexer/source/oneAhead'
import { type Keccak, loadKeccak } from '../../keccak'
import { openClient } from '../../postgres/client'
import type { Queryable } from '../../postgres/queryable'
import { inTransaction } from '../../postgres/transaction'
import { digestAll, digestTables, type TableDigest } from './digest'
import { readLog } from './log'
import { type RowDifference, rowDifferences } from './rowDifferences'
import { Scratch } from './scratch'

/** The projections of one network as rebuilt from its event log, compared with the live ones. */
export interface Replay {
  readonly network: string
  /** the last block with an event, null where there is none */
  readonly block: BlockNumber | null
  readonly events: number
  /** of the rebuilding alone; the digests come after it */
  readonly seconds: Seconds
  readonly digest: string
  readonly liveDigest: string
  readonly equal: boolean
  /** tables whose digests differ */
  readonly differing: readonly string[]
  /** of those tables, the first rows that differ */
  readonly rows: readonly RowDifference[]
  /** the projections as they were after block `to`, on the way to those that are compared */
  readonly at?: { readonly block: BlockNumber; readonly events: number; readonly digest: string }
}

/**
 * Rebuilds every projection of a network from its event log alone, by the fold of live indexing, and compares it with
 * the live one: log and live projections are read in one snapshot, the hot tail included, while the indexer may go on.
 * @param to also digests the projections as they were after this block
 * @param onProgress called with the number of events folded so far
 * @param lent a connection without an open transaction, on which log and live projections are read
 */
export async function replay(
  dbUrl: string,
  network: Network,
  to?: BlockNumber,
  onProgress: (events: number) => void = () => {},
  lent?: Client,
): Promise<Replay> {
  const keccak = await loadKeccak()
  const reader = lent ?? (await openClient(dbUrl, 'assay-replay'))
  try {
    const compare = async (): Promise<Replay> => {
      const scratch = await Scratch.open(dbUrl)
      try {
        const run = new Run(await withHandlers(network), scratch, keccak, onProgress)
        await run.all(readLog(reader, network), to)
        // Both at once: one backend writes out its rows while those of the other are hashed here.
        const liveDigests = digestTables(reader, scratch.tables, (name) => `public."${name}"`, network.name, keccak)
        // Its error is thrown by the await below: the scratch schema is not dropped under a running query.
        liveDigests.catch(() => {})
        const [rebuilt, live] = [await run.digests(), await liveDigests]
        return run.result(rebuilt, live, await run.differences(differing(rebuilt, live), reader))
      } finally {
        await scratch.drop()
      }
    }
    return await inTransaction(reader, compare, 'read-only snapshot')
  } finally {
    if (!lent) await reader.end()
  }
}

/** A rebuilding under way. */
class Run {
  /** cached from batch to batch: nobody else writes the scratch schema */
  private readonly accounts: Accounts
  private events = 0
  private block: BlockNumber | null = null
  private milliseconds = 0
  private at: Replay['at']

  constructor(
    private readonly network: FoldedNetwork,
    private readonly scratch: Scratch,
    private readonly keccak: Keccak,
    private readonly onProgress: (events: number) => void,
  ) {
    this.accounts = new Accounts(network)
  }

  async all(log: AsyncGenerator<Facts[]>, to: BlockNumber | undefined): Promise<void> {
    let began = performance.now()
    for await (const batch of oneAhead(log)) {
      const above = to === undefined || this.at ? batch.length : batch.findIndex(({ block }) => block.number > to)
      const split = above === -1 ? batch.length : above
      await this.take(batch.slice(0, split))
      if (split === batch.length) continue
      this.milliseconds += performance.now() - began
      await this.stop(to!)
      began = performance.now()
      await this.take(batch.slice(split))
    }
    this.milliseconds += performance.now() - began
    if (to !== undefined && !this.at) await this.stop(to)
  }

  private async take(facts: readonly Facts[]): Promise<void> {
    const last = facts[facts.length - 1]
    if (!last) return
    await this.scratch.transact(async (store) => {
      const session = new Session(false)
      await fold(facts, this.network, session, store, { accounts: this.accounts })
      await session.write(store)
    })
    this.events += facts.reduce((sum, { events }) => sum + events.length, 0)
    this.block = last.block.number
    this.onProgress(this.events)
  }

  private async stop(block: BlockNumber): Promise<void> {
    this.at = { block, events: this.events, digest: digestAll(await this.digests(), this.keccak) }
  }

  digests(): Promise<Map<string, TableDigest>> {
    const { scratch, network, keccak } = this
    return scratch.transact((_store, db) =>
      digestTables(db, scratch.tables, (name) => scratch.table(name), network.name, keccak),
    )
  }

  differences(tables: readonly string[], reader: Queryable): Promise<RowDifference[]> {
    const { scratch, network } = this
    return scratch.transact(async (_store, db) => {
      const found: RowDifference[] = []
      for (const name of tables) {
        const live = { db: reader, table: `public."${name}"` }
        found.push(...(await rowDifferences(name, network.name, live, { db, table: scratch.table(name) })))
      }
      return found
    })
  }

  result(
    rebuilt: ReadonlyMap<string, TableDigest>,
    live: ReadonlyMap<string, TableDigest>,
    rows: readonly RowDifference[],
  ): Replay {
    const digest = digestAll(rebuilt, this.keccak)
    const liveDigest = digestAll(live, this.keccak)
    return {
      network: this.network.name,
      block: this.block,
      events: this.events,
      seconds: Math.round(this.milliseconds) / 1000,
      digest,
      liveDigest,
      equal: digest === liveDigest,
      differing: differing(rebuilt, live),
      rows,
      ...(this.at && { at: this.at }),
    }
  }
}

function differing(rebuilt: ReadonlyMap<string, TableDigest>, live: ReadonlyMap<string, TableDigest>): string[] {
  return [...rebuilt].flatMap(([name, each]) => (each.digest === live.get(name)?.digest ? [] : [name]))
}
