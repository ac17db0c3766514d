/** A rest that can be cut short. A ring between two rests ends the next one at once. */
export class Bell {
  private rung = false
  private wake: () => void = () => undefined

  ring(): void {
    this.rung = true
    this.wake()
  }

  /** To be called before looking for what was rung for. */
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
