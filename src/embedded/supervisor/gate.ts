/** Holds up whoever comes while it is closed. It starts closed. */
export class Gate {
  #isOpen = false
  #waiting: (() => void)[] = []

  open(): void {
    this.#isOpen = true
    for (const go of this.#waiting.splice(0)) go()
  }

  close(): void {
    this.#isOpen = false
  }

  /** Resolves as soon as it is open. */
  wait(): Promise<void> {
    return this.#isOpen ? Promise.resolve() : new Promise((resolve) => this.#waiting.push(resolve))
  }
}
