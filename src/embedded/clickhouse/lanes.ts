import { Refusal } from './failure'

/**
 * A bounded queue before a fixed number of places. One connection runs its queries one after another, so the writer
 * and the readers each have their own lane: a long insert never holds up a chart.
 */
export class Lane {
  private running = 0
  private readonly waiting: (() => void)[] = []

  constructor(
    private readonly places: number,
    private readonly maxQueued: number,
  ) {}

  /** @throws Refusal 202 when the queue is full */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.places) {
      if (this.waiting.length >= this.maxQueued)
        throw Refusal.of('TOO_MANY_SIMULTANEOUS_QUERIES', `More than ${this.maxQueued} queries are waiting.`)
      await new Promise<void>((resolve) => this.waiting.push(resolve))
    } else {
      this.running += 1
    }
    try {
      return await work()
    } finally {
      const next = this.waiting.shift()
      if (next) next()
      else this.running -= 1
    }
  }
}
