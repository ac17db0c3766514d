/**
 * Lets reading ahead pass or wait. Reading and folding share one thread: while a batch is folded the server waits for
 * its rows, so nothing new is read; once it is folded the server has work for a while, and reading has the thread.
 */
export class Gate {
  private shut: { readonly passed: Promise<void>; readonly pass: () => void } | undefined

  close(): void {
    if (this.shut) return
    let pass = () => {}
    const passed = new Promise<void>((resolve) => {
      pass = resolve
    })
    this.shut = { passed, pass }
  }

  open(): void {
    this.shut?.pass()
    this.shut = undefined
  }

  /** Resolves when it is open. */
  async passed(): Promise<void> {
    await this.shut?.passed
  }
}
