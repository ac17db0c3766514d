/** A single flight of a question to a store: callers that come meanwhile share its answer. */
export class Probe<T> {
  private asking: Promise<T> | undefined

  /** @param ask may take long, and may fail */
  constructor(private readonly ask: () => Promise<T>) {}

  /** The answer; undefined when it failed or is not here within the deadline. */
  async within(deadlineMs: number): Promise<T | undefined> {
    this.asking ??= this.ask().finally(() => {
      this.asking = undefined
    })
    const answer = this.asking.catch(() => undefined)
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(resolve, deadlineMs, undefined)
    })
    return Promise.race([answer, late]).finally(() => clearTimeout(timer))
  }
}
