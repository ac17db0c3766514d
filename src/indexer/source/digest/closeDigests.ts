import type { BlockNumber } from '../../../economics/units'
import type { DecodedBlock } from '../../../events/decode'
import { blockId } from '../../../events/ids'
import { Head, LogDigest as Row } from '../../../model'
import type { LogDigest } from '../../../postgres/logDigest'
import { asClosed, type ClosedDigest, digestUpTo } from '../../../postgres/readLogDigest'
import type { Network } from '../../network'
import type { BlockStore } from '../../squid/store'

/** After rows without hashes were met: as many blocks on, they are looked at again. Until then `catchUp` may have been there. */
const LOOK_AGAIN_BLOCKS = 1_000

/**
 * Closes the digest of every 1,000 blocks once they are final, in the transaction of the batch in which they are known to
 * be. Blocks of history are digested from memory, the open digest held from batch to batch while the store's head is the
 * block it was left at; what was written at the head is read back when its range is due.
 */
export class CloseDigests {
  private left: { readonly open: LogDigest; readonly at: string } | undefined
  /** final height from which there is something to close, as long as only blocks above `tip` come */
  private due = 0
  private tip = 0

  constructor(private readonly network: Network) {}

  /** The open digest of the blocks below a batch of final ones; to be called before they are written. */
  async below(store: BlockStore, first: BlockNumber): Promise<LogDigest | undefined> {
    const { left } = this
    this.left = undefined
    const [head] = await store.findById(Head, [this.network.name])
    if (left && head?.hash === left.at) return left.open.copy()
    const reached = await this.reached(store, first - 1)
    return reached?.open
  }

  /** @param open of the blocks below; undefined where rows of them have no hashes */
  async final(store: BlockStore, blocks: readonly DecodedBlock[], open: LogDigest | undefined): Promise<void> {
    if (!open) return
    const closed: ClosedDigest[] = []
    const last = blocks[blocks.length - 1]!.block
    for (const { block, events } of blocks) {
      if (events.length === 0) continue
      if (block.number > open.range.to) {
        if (open.events > 0) closed.push(asClosed(open))
        open = open.next(block.number)
      }
      const lines = events.reduce((text, { logHash }) => `${text}${logHash}\n`, '')
      open.add({ number: block.number, hash: block.hash, events: events.length, lines })
    }
    if (last.number >= open.range.to) {
      if (open.events > 0) closed.push(asClosed(open))
      open = open.next(last.number + 1)
    }
    await this.write(store, closed)
    this.left = { open, at: last.hash }
    this.due = 0
  }

  /** @param final the newest final block that was written before this batch */
  async hot(store: BlockStore, blocks: readonly DecodedBlock[], final: BlockNumber): Promise<void> {
    const [first, last] = [blocks[0]!.block.number, blocks[blocks.length - 1]!.block.number]
    // A block at or below the tip replaces one with which a digest may have gone.
    const follows = first > this.tip
    this.left = undefined
    this.tip = last
    if (final < this.due && follows) return
    const reached = await this.reached(store, final)
    this.due = reached?.open.range.to ?? final + LOOK_AGAIN_BLOCKS
  }

  private async reached(store: BlockStore, upTo: BlockNumber) {
    const { name, profile } = this.network
    const reached = await digestUpTo(
      (sql, values) => store.query(sql, values),
      { name, chainId: profile.chainId },
      upTo,
    )
    if (reached) await this.write(store, reached.closed)
    return reached
  }

  private async write(store: BlockStore, closed: readonly ClosedDigest[]): Promise<void> {
    const { name } = this.network
    await store.upsert(
      Row,
      closed.map((each) => ({ id: blockId(name, each.fromBlock), network: name, ...each })),
    )
  }
}
