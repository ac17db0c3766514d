import { createLogger } from '@subsquid/logger'

const log = createLogger('assay:dispatch')
/** After an error a step waits a second: long enough not to flood a log, short enough to be unseen after an outage. */
const ERROR_PAUSE_MS = 1_000

/** Something that is done again and again: every interval, at once when rung, and at once again while it finds work. */
export class Loop {
  private stopped = false
  private rung = false
  private wake: () => void = () => undefined
  private readonly done: Promise<void>
  /** when a round last ended without an error; for health checks */
  lastRound = Date.now()

  /** @param step answers how much it did; 0 lets the loop rest */
  constructor(
    readonly name: string,
    private readonly intervalMs: number,
    private readonly step: () => Promise<number>,
  ) {
    this.done = this.run()
  }

  /** There may be work. */
  ring(): void {
    this.rung = true
    this.wake()
  }

  /** Resolves when the round under way is over. */
  stop(): Promise<void> {
    this.stopped = true
    this.wake()
    return this.done
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.rung = false
      try {
        const did = await this.step()
        this.lastRound = Date.now()
        if (did === 0) await this.rest(this.intervalMs)
      } catch (error) {
        log.warn(`${this.name}: ${(error as Error).message}`)
        await this.rest(ERROR_PAUSE_MS)
      }
    }
  }

  private rest(ms: number): Promise<void> {
    if (this.rung || this.stopped) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
