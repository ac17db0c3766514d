import { HOLD_MS } from '../leases/timing'

/** A lease as its worker can know it: by the last report that the log took. */
export class Hold {
  private readonly abort = new AbortController()
  private timer: NodeJS.Timeout | undefined
  private ended = false

  /** @param ageMs since the lease began */
  constructor(ageMs: number) {
    this.lasts(HOLD_MS - ageMs)
  }

  /** Fires once the lease may be another's. */
  get lost(): AbortSignal {
    return this.abort.signal
  }

  /** The lease was renewed by a report that set out at this time of `performance.now()`. */
  prolong(sentAtMs: number): void {
    this.lasts(sentAtMs + HOLD_MS - performance.now())
  }

  end(): void {
    this.ended = true
    clearTimeout(this.timer)
  }

  private lasts(ms: number): void {
    clearTimeout(this.timer)
    // a report that was under way when its job ended
    if (this.ended) return
    this.timer = setTimeout(() => this.abort.abort(new Error('its lease may have ended')), ms)
  }
}
