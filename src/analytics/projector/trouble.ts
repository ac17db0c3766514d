/** First pause after a failure: short enough that a restart is not noticed. It doubles with each one that follows. */
const FIRST_RETRY_MS = 250

/** While nothing changes, say so once a minute. */
const REPEAT_AFTER_MS = 60_000

/** Something that keeps failing: said once and again every minute, and tried again after ever longer pauses. */
export class Trouble {
  private retryMs = 0
  private said: { message: string; at: number } | undefined

  /** @param lastRetryMs longest pause between two attempts */
  constructor(private readonly lastRetryMs: number) {}

  /** @returns how long to wait before the next attempt, and whether it is time to say what is wrong */
  happened(message: string): { retryMs: number; say: boolean } {
    const say = this.said?.message !== message || Date.now() - this.said.at > REPEAT_AFTER_MS
    if (say) this.said = { message, at: Date.now() }
    this.retryMs = Math.min(Math.max(this.retryMs * 2, FIRST_RETRY_MS), this.lastRetryMs)
    return { retryMs: this.retryMs, say }
  }

  /** @returns whether there was any */
  isOver(): boolean {
    const was = this.said !== undefined
    this.said = undefined
    this.retryMs = 0
    return was
  }
}
