/** An interruptible sleep. A ring between two sleeps ends the next one at once. */
export class Bell {
  private rung = false
  private wake: () => void = () => undefined

  ring(): void {
    this.rung = true
    this.wake()
  }

  /** Forgets rings until now; to be called before looking for work. */
  heard(): void {
    this.rung = false
  }

  rest(ms: number): Promise<void> {
    if (this.rung) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }
}
