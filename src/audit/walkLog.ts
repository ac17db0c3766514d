import type { Address, BlockNumber } from '../economics/units'
import { blockId } from '../events/ids'
import type { Network } from '../indexer/network'
import { logHash } from '../indexer/source/logHash'
import { type BlockHashes, LogDigest, rangeOf, seedOf } from '../postgres/logDigest'
import { pagesOf } from '../postgres/pages'
import type { Queryable } from '../postgres/queryable'
import type { ClosedDigest } from '../postgres/readLogDigest'

/** A row of the event log, as far as its raw log is told by it. */
interface Row {
  readonly id: string
  readonly block: BlockNumber
  readonly blockHash: string
  readonly logIndex: number
  readonly txHash: string
  readonly contract: Address
  readonly kind: string
  readonly data: Readonly<Record<string, string>>
  readonly logHash: string | null
}

/** Few, since a row is dropped once it is hashed. */
const PAGE_ROWS = 2_000

const LOG = `
  select id, block, block_hash as "blockHash", log_index as "logIndex", tx_hash as "txHash", contract, kind, data,
         log_hash as "logHash"
    from event where network = $1 and id >= $2 and id < $3 order by id`

/** A digest is closed with the batch after the one that made its range final: so far on, there has been one. */
const CLOSED_AFTER_BLOCKS = 100

/** What a report says of the log below it. */
interface Anchor {
  readonly id: string
  readonly block: BlockNumber
  readonly digest: string
}

export interface WalkedLog {
  readonly events: number
  /** rows of a build that kept no hash */
  readonly unhashed: number
  readonly digests: number
  /** of the last that is stored */
  readonly newest: ClosedDigest | undefined
  /** blocks in which the raw log of a row, made again from what was decoded, has another hash; by the row's id */
  readonly doubted: ReadonlyMap<string, BlockNumber>
  /** ranges whose digest is not the stored one, which is undefined where there is none, and in words */
  readonly differing: readonly { readonly made: ClosedDigest; readonly stored: string | undefined }[]
  /** stored digests of ranges in which nothing is */
  readonly foreign: readonly ClosedDigest[]
  /** reports whose digest of the log below them is another */
  readonly unanchored: readonly { readonly anchor: Anchor; readonly made: string }[]
}

/**
 * Makes every hash and digest of a network's log again up to a block, a page of rows in memory: the hash of each raw log
 * from the decoded event, the digests from the stored hashes. The caller holds a snapshot.
 */
export async function walkLog(db: Queryable, network: Network, upTo: BlockNumber): Promise<WalkedLog> {
  const stored = await db.query<ClosedDigest>(
    `select from_block as "fromBlock", to_block as "toBlock", events, digest from log_digest
      where network = $1 and to_block <= $2 order by to_block`,
    [network.name, upTo],
  )
  const anchors = await db.query<Anchor>(
    `select d.id, r.pinned_block as block, r.body::jsonb #>> '{inputs,log,digest}' as digest
       from distribution d join report r on r.distribution_id = d.id
      where d.network = $1 and r.pinned_block <= $2 and r.body::jsonb->'inputs' ? 'log' order by r.pinned_block`,
    [network.name, upTo],
  )
  const ids = [blockId(network.name, 0), blockId(network.name, upTo + 1)]
  const walk = new Walk(network, upTo, stored.rows, anchors.rows)
  for await (const page of pagesOf<Row>(db, LOG, [network.name, ...ids], PAGE_ROWS))
    for (const row of page) walk.take(row)
  return walk.end()
}

/** All that is kept of a digest, in words. */
export const wordsOf = ({ fromBlock, events, digest }: ClosedDigest) =>
  `${digest} of ${events} events from block ${fromBlock}`

class Walk {
  private open: LogDigest
  private readonly unmet: Map<BlockNumber, ClosedDigest>
  private block: { number: BlockNumber; hash: string; events: number; lines: string; whole: boolean } | undefined
  /** whether every row of the open range has a hash, and of those before it as far as no digest is stored */
  private whole = true
  private events = 0
  private unhashed = 0
  private readonly doubted = new Map<string, BlockNumber>()
  private readonly differing: { made: ClosedDigest; stored: string | undefined }[] = []
  private readonly unanchored: { anchor: Anchor; made: string }[] = []

  constructor(
    private readonly network: Network,
    private readonly upTo: BlockNumber,
    private readonly stored: readonly ClosedDigest[],
    private readonly anchors: Anchor[],
  ) {
    this.open = new LogDigest(seedOf(network.profile.chainId), rangeOf(0))
    this.unmet = new Map(stored.map((each) => [each.toBlock, each]))
  }

  take(row: Row): void {
    this.events++
    if (this.block?.number !== row.block || this.block.hash !== row.blockHash) this.begin(row)
    const block = this.block!
    block.events++
    block.lines += `${row.logHash}\n`
    if (row.logHash === null) {
      this.unhashed++
      block.whole = false
    } else if (!this.isSaid(row)) this.doubted.set(row.id, row.block)
  }

  end(): WalkedLog {
    this.close(Number.POSITIVE_INFINITY)
    const { events, unhashed, stored, doubted, differing, unanchored } = this
    const foreign = [...this.unmet.values()]
    return { events, unhashed, digests: stored.length, newest: stored.at(-1), doubted, differing, foreign, unanchored }
  }

  private begin({ block: number, blockHash: hash }: Row): void {
    this.close(number)
    this.block = { number, hash, events: 0, lines: '', whole: true }
  }

  /** The block that was begun is whole: nothing comes below `next` any more. */
  private close(next: BlockNumber): void {
    const { block } = this
    if (block) {
      this.open.add(block satisfies BlockHashes)
      this.whole &&= block.whole
    }
    while (this.anchors[0] && this.anchors[0].block < next) {
      const anchor = this.anchors.shift()!
      const made = this.open.last
      if (this.whole && made !== anchor.digest) this.unanchored.push({ anchor, made })
    }
    if (next <= this.open.range.to) return
    const { range, events, last: digest } = this.open
    const stored = events > 0 ? this.unmet.get(range.to) : undefined
    if (stored) this.unmet.delete(range.to)
    const isDue = events > 0 && Math.max(this.stored.at(-1)?.toBlock ?? -1, this.upTo - CLOSED_AFTER_BLOCKS) >= range.to
    const made = { fromBlock: range.from, toBlock: range.to, events, digest }
    if (this.whole && isDue && (stored === undefined || wordsOf(made) !== wordsOf(stored)))
      this.differing.push({ made, stored: stored && wordsOf(stored) })
    this.open = this.following(Number.isFinite(next) ? next : range.to + 1)
  }

  /** Ranges after one that was changed are chained to what is stored of it: they are not changed. */
  private following(next: BlockNumber): LogDigest {
    const { range, last } = this.open
    const to = rangeOf(next)
    const stored = this.stored.filter(({ toBlock }) => toBlock >= range.to && toBlock < to.from).at(-1)
    this.whole ||= stored !== undefined
    return new LogDigest(stored?.digest ?? last, to)
  }

  /** Whether the raw log that the event tells has the hash that is stored. */
  private isSaid({ contract, kind, data, txHash: transactionHash, logIndex, ...row }: Row): boolean {
    const logs = this.network.decoder.encode({ contract, kind, data })
    return logs.some((log) => logHash({ ...log, address: contract, transactionHash, logIndex }) === row.logHash)
  }
}
