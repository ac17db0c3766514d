import { sentenceOf } from '../../../chain/said'
import { Bell } from '../../../process/bell'
import type { Alarms } from '../../alarms'
import type { HistoryRpc } from '../history/rpc'
import { type BlockRef, readLatest } from './header'

/** How often a subscription is checked by a poll; a silent one delays heads by this once, then polling takes over. */
const CHECK_MS = 2_000
/** Consecutive heads that a subscription may miss: polling may have found one just before it was pushed. */
const MISSED_HEADS = 3
/** Consecutive failed polls after which the alarm is raised; a hiccup is over sooner. */
const FAILURES = 5
/** The same after which another endpoint is asked, where there is one. */
const LEAVE_AFTER = 3
/** A question without an answer for so long is told; the answer may come all the same. */
const LATE_MS = 5_000

/** Pushed heads, where the endpoint pushes any. */
export interface HeadSubscription {
  /** @param onHead may be called at any time, also with heads that are long known */
  open(onHead: (head: BlockRef) => void): void
  /** Drops the connection and subscribes again. */
  reconnect(): void
}

/**
 * The chain's newest block as it changes. Pushed heads wake the feed; polling goes on beside them, so that a
 * subscription that has gone silent is noticed, and so that a block replaced at its own height is seen by its hash.
 */
export class HeadFeed {
  private pushed: BlockRef | undefined
  private readonly bell = new Bell()
  private missed = 0
  private failures = 0
  /** of the head that was returned last */
  private lastHash: string | undefined

  constructor(
    private readonly rpc: HistoryRpc,
    /** between two polls where nothing is pushed */
    private readonly pollMs: number,
    private readonly alarms: Alarms,
    private readonly subscription?: HeadSubscription,
    private readonly checkMs = CHECK_MS,
  ) {
    subscription?.open((head) => {
      this.pushed = head
      this.missed = 0
      void this.alarms.clear('E-HEAD-SILENT')
      this.bell.ring()
    })
  }

  /** The next head that is another block than the one before. Waits as long as it takes. */
  async next(): Promise<BlockRef> {
    while (true) {
      const head = this.take() ?? (await this.poll())
      if (!head || head.hash === this.lastHash) continue
      this.lastHash = head.hash
      return head
    }
  }

  private take(): BlockRef | undefined {
    const { pushed } = this
    this.pushed = undefined
    return pushed
  }

  private async poll(): Promise<BlockRef | undefined> {
    // The first head is not waited for: a chain that mines nothing has one too.
    const first = this.lastHash === undefined && this.failures === 0
    if (!first) {
      this.bell.heard()
      await this.bell.rest(this.interval())
      if (this.pushed) return undefined
    }
    const latest = await this.latest()
    if (latest && !first && latest.hash !== this.lastHash) await this.missOne(latest)
    return latest
  }

  private interval(): number {
    const trusted = this.subscription && this.missed < MISSED_HEADS && this.failures === 0
    return trusted ? this.checkMs : this.pollMs
  }

  private async latest(): Promise<BlockRef | undefined> {
    const late = setTimeout(() => void this.tellAway(`nothing in ${LATE_MS / 1_000} s`), LATE_MS)
    try {
      const latest = await readLatest(this.rpc)
      this.failures = 0
      await this.alarms.clear('E-NODE-AWAY')
      return latest
    } catch (error) {
      this.failures += 1
      // A question that took its whole time has waited long enough.
      if (this.failures >= LEAVE_AFTER || /timed out/.test(sentenceOf(error))) await this.rpc.leave?.(error)
      if (this.failures % FAILURES === 0) {
        await this.tellAway(sentenceOf(error))
        this.subscription?.reconnect()
      }
      return undefined
    } finally {
      clearTimeout(late)
    }
  }

  private tellAway(why: string): Promise<void> {
    return this.alarms.raise('E-NODE-AWAY', `the endpoint does not tell its head: ${why}`)
  }

  private async missOne({ height }: BlockRef): Promise<void> {
    if (!this.subscription || this.pushed) return
    this.missed += 1
    if (this.missed % MISSED_HEADS !== 0) return
    await this.alarms.raise('E-HEAD-SILENT', `block ${height} was not announced: polling until the subscription speaks`)
    this.subscription.reconnect()
  }
}
