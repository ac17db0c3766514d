import { monitorEventLoopDelay } from 'node:perf_hooks'

/** How often the loop is looked at: fine enough to see what a request feels, too rare to be felt itself. */
const RESOLUTION_MS = 10

/** Lag of the event loop since it was last taken. Seconds. */
export class EventLoop {
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })

  constructor() {
    this.delay.enable()
  }

  /** By the name of the point; every value includes the interval itself, which is no lateness. */
  take(): Readonly<Record<'p50' | 'p99' | 'max', number>> {
    const { delay } = this
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1e3) || 0
    const taken = { p50: late(delay.percentile(50)), p99: late(delay.percentile(99)), max: late(delay.max) }
    delay.reset()
    return taken
  }

  stop(): void {
    this.delay.disable()
  }
}
