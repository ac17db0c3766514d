import { Bell } from './bell'

/** After an error a step waits a second: long enough not to flood a log, short enough to be unseen after an outage. */
const ERROR_PAUSE_MS = 1_000

/** Repeats a step: every interval, at once when rung, and at once again while it finds work. */
export class Loop {
  private stopped = false
  private readonly bell = new Bell()
  private readonly ended: Promise<void>
  /** when a round last ended without an error; for health checks */
  lastRound = Date.now()

  /** @param step returns how much it did; after 0 the loop rests */
  constructor(
    readonly name: string,
    private readonly intervalMs: number,
    private readonly step: () => Promise<number>,
    private readonly log: { warn(text: string): void },
  ) {
    this.ended = this.run()
  }

  /** Tells the loop that there may be work. */
  ring(): void {
    this.bell.ring()
  }

  /** Resolves when the round under way is over. */
  stop(): Promise<void> {
    this.stopped = true
    this.bell.ring()
    return this.ended
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      this.bell.heard()
      try {
        const worked = await this.step()
        this.lastRound = Date.now()
        if (worked === 0) await this.bell.rest(this.intervalMs)
      } catch (error) {
        this.log.warn(`${this.name}: ${(error as Error).message}`)
        await this.bell.rest(ERROR_PAUSE_MS)
      }
    }
  }
}
