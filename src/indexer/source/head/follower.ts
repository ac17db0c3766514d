import { type Pause, realPause } from '../../../process/backOff'
import type { Alarms } from '../../alarms'
import { onOne } from '../history/onOne'
import type { HistoryBlock } from '../history/range'
import type { Reading, RefusalAlarm } from '../history/refusalAlarm'
import { finalError, retryWaits } from '../history/retry'
import type { HistoryRpc } from '../history/rpc'
import type { Branch } from './branch'
import type { HeadFeed } from './feed'
import { type Finality, finalize, type HotStep, type Write } from './finality'
import { type FinalData, overGap } from './gap'
import { type BlockRef, type HotHeader, readByHash, readLatest, readUpTo } from './header'
import type { BlockReader } from './reader'
import { FinalReplaced, stoppedBy } from './replaced'

/** Blocks the head may be ahead, beyond finality, before history reads them: a burst is read faster one by one. */
const FAR_BLOCKS = 200
/** Blocks of one commit: a longer tail is committed in steps. */
const STEP_BLOCKS = 100

/** Collaborators of the follower. */
export interface FollowerParts {
  readonly rpc: HistoryRpc
  readonly feed: Pick<HeadFeed, 'next'>
  readonly reader: Pick<BlockReader, 'read'>
  readonly history: FinalData
  readonly confirmer: Finality['confirmer']
  readonly alarms: Alarms
  /** blocks on top of a block that make it final */
  readonly finality: number
  /** Writes a step of the hot tail, all of it or nothing. */
  writeHot(step: HotStep): Promise<void>
  /** Writes final blocks on top of `base`; the hot tail goes. */
  writeFinal(base: BlockRef, blocks: HistoryBlock[]): Promise<void>
  readonly pause?: Pause
  readonly refusalAlarm?: RefusalAlarm
}

/** Follows the head: new blocks are written, replaced ones undone, down to the last final block and never below it. */
export class Follower {
  private readonly pause: Pause

  constructor(private readonly parts: FollowerParts) {
    this.pause = parts.pause ?? realPause
  }

  /** @throws AssayError E-REORG-DEEP, E-SOURCE-STRUCTURE; whatever a write throws. Nothing else ends it. */
  async follow(branch: Branch): Promise<never> {
    while (true) await this.reach(branch, await this.parts.feed.next())
  }

  /** Reads are repeated until they are consistent; each write runs once. */
  private async reach(branch: Branch, announced: BlockRef): Promise<void> {
    let failures = 0
    const { height } = announced
    const reading = { block: height, text: `following the head from block ${height}` }
    let plan = this.plan(branch, announced)
    while (true) {
      let next: IteratorResult<Write>
      try {
        next = await plan.next()
      } catch (error) {
        failures = await this.failed(error, failures + 1, reading)
        // Another block may be the head by now.
        plan = this.plan(branch, undefined)
        continue
      }
      if (next.done) return this.parts.refusalAlarm?.over(reading)
      await next.value()
    }
  }

  private async *plan(branch: Branch, announced: BlockRef | undefined): AsyncGenerator<Write> {
    const { rpc, history, confirmer, alarms, finality, writeFinal } = this.parts
    const head = announced ?? (await readLatest(rpc))
    const finalHeight = head.height - finality
    if (finalHeight > branch.tip.height + FAR_BLOCKS) {
      yield* overGap(history, branch, finalHeight, writeFinal)
      yield* this.plan(branch, undefined)
      return
    }
    if (!branch.has(head)) {
      if (await this.isBehind(branch, head)) return
      yield* this.steps(branch, (one) => this.headersTo(one, branch, head))
    }
    await alarms.clear('E-HEAD-BEHIND')
    yield* finalize(branch, finalHeight, {
      confirmer,
      alarms,
      written: (step) => this.written(branch, step),
      rewritten: (from) => this.rewritten(branch, from),
    })
  }

  /** The hot tail from a height on, read again. */
  private async *rewritten(branch: Branch, from: number): AsyncGenerator<Write> {
    yield* this.steps(branch, (one) => readUpTo(one, from, branch.tip))
  }

  /** The blocks of some headers, hot until they are confirmed; both from one endpoint. */
  private async *steps(
    branch: Branch,
    headersAt: (one: HistoryRpc) => Promise<readonly HotHeader[]>,
  ): AsyncGenerator<Write> {
    const { rpc, reader } = this.parts
    const { headers, blocks } = await onOne(rpc, async (one) => {
      const headers = await headersAt(one)
      return { headers, blocks: await reader.read(headers, one) }
    })
    for (let at = 0; at < blocks.length; at += STEP_BLOCKS) {
      const { height, parentHash } = headers[at]!
      const base = { height: height - 1, hash: parentHash }
      yield this.written(branch, branch.step(base, blocks.slice(at, at + STEP_BLOCKS), branch.final.height))
    }
  }

  private written(branch: Branch, step: HotStep): Write {
    return async () => {
      await this.parts.writeHot(step)
      branch.take(step)
    }
  }

  /** Headers from the first block above the written branch up to the head. */
  private async headersTo(rpc: HistoryRpc, branch: Branch, head: BlockRef): Promise<HotHeader[]> {
    const headers = await readUpTo(rpc, Math.min(branch.tip.height + 1, head.height), head)
    while (true) {
      const { height, parentHash } = headers[0]!
      const parent = { height: height - 1, hash: parentHash }
      if (branch.has(parent)) return headers
      if (parent.height <= branch.final.height) throw new FinalReplaced(branch.final, parent.hash)
      headers.unshift(await readByHash(rpc, parent))
    }
  }

  /** A head below the last final block here is of a node that has lost blocks: nothing is undone for it. */
  private async isBehind({ final }: Branch, head: BlockRef): Promise<boolean> {
    if (head.height > final.height) return false
    if (head.height === final.height && head.hash !== final.hash) throw new FinalReplaced(final, head.hash)
    await this.parts.alarms.raise(
      'E-HEAD-BEHIND',
      `the node's head is block ${head.height}, below final block ${final.height}: waiting for it`,
    )
    return true
  }

  /** Waits before the next try. @returns failures so far @throws AssayError when another try cannot help */
  private async failed(error: unknown, failures: number, reading: Reading): Promise<number> {
    const final = finalError(error, failures, reading)
    if (!final) {
      await this.parts.refusalAlarm?.failed(reading, error, failures)
      await this.pause(retryWaits(failures))
      return failures
    }
    if (!final.retryable) throw stoppedBy(final, error)
    await this.parts.alarms.raise('E-NODE-AWAY', final.message)
    return 0
  }
}
