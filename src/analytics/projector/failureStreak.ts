import { doubling, type Schedule } from '../../process/backOff'

/** First pause after a failure: short enough that a restart is not noticed. It doubles with each one that follows. */
const FIRST_RETRY_MS = 250

/** A message that stays the same is logged once a minute. */
const LOG_EVERY_MS = 60_000

/** Failures in a row of one piece of work: the pause before its next attempt, and whether to log the failure. */
export class FailureStreak {
  private failures = 0
  private readonly schedule: Schedule
  private logged: { message: string; at: number } | undefined

  /** @param lastRetryMs longest pause between two attempts */
  constructor(lastRetryMs: number) {
    this.schedule = doubling(FIRST_RETRY_MS, lastRetryMs)
  }

  /** @returns how long to wait before the next attempt, and whether the message is new or due again in the log */
  failed(message: string): { retryMs: number; log: boolean } {
    const log = this.logged?.message !== message || Date.now() - this.logged.at > LOG_EVERY_MS
    if (log) this.logged = { message, at: Date.now() }
    this.failures += 1
    return { retryMs: this.schedule(this.failures), log }
  }

  /** @returns whether a streak has ended */
  succeeded(): boolean {
    const ended = this.failures > 0
    this.failures = 0
    this.logged = undefined
    return ended
  }
}
