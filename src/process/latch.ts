/** Holds callers up while it is closed. */
export class Latch {
  private waiting: (() => void)[] = []

  constructor(private isOpen = true) {}

  open(): void {
    this.isOpen = true
    for (const resume of this.waiting.splice(0)) resume()
  }

  close(): void {
    this.isOpen = false
  }

  /** Resolves as soon as it is open. */
  opened(): Promise<void> {
    return this.isOpen ? Promise.resolve() : new Promise((resolve) => this.waiting.push(resolve))
  }
}
