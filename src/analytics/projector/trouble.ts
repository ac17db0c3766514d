import { doubling, type Schedule } from '../../process/backOff'

/** First pause after a failure: short enough that a restart is not noticed. It doubles with each one that follows. */
const FIRST_RETRY_MS = 250

/** While nothing changes, say so once a minute. */
const REPEAT_AFTER_MS = 60_000

/** Something that keeps failing: said once and again every minute, and tried again after ever longer pauses. */
export class Trouble {
  private failures = 0
  private readonly schedule: Schedule
  private said: { message: string; at: number } | undefined

  /** @param lastRetryMs longest pause between two attempts */
  constructor(lastRetryMs: number) {
    this.schedule = doubling(FIRST_RETRY_MS, lastRetryMs)
  }

  /** @returns how long to wait before the next attempt, and whether it is time to say what is wrong */
  happened(message: string): { retryMs: number; say: boolean } {
    const say = this.said?.message !== message || Date.now() - this.said.at > REPEAT_AFTER_MS
    if (say) this.said = { message, at: Date.now() }
    this.failures += 1
    return { retryMs: this.schedule(this.failures), say }
  }

  /** @returns whether there was any */
  isOver(): boolean {
    const was = this.said !== undefined
    this.said = undefined
    this.failures = 0
    return was
  }
}
