/** Fast enough for a moving bar, slow enough not to matter. */
const EVERY_MS = 200

/** Prints `{stage, done, total}` lines for the supervisor's bars. */
export class Progress {
  #last = 0

  constructor(private readonly print: (line: string) => void) {}

  report(stage: string, done: number, total: number): void {
    const now = Date.now()
    if (done < total && now - this.#last < EVERY_MS) return
    this.#last = now
    this.print(JSON.stringify({ stage, done, total }))
  }
}
