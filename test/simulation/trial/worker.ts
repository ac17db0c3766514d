import { setTimeout as sleep } from 'node:timers/promises'
import { AssayProcess } from '../../support/assay'

/** Pause before a command that ended is started again, as a supervisor does. */
const RESTART_MS = 150
/** A command that ends so often by itself will not come up: a trial has a handful of reasons to end one. */
const MOST_ENDS = 15

/** A long-running command kept alive: killed or ended, it is started again, and nothing else is done for it. */
export class Worker {
  private child: AssayProcess | undefined
  private wanted = false
  private past = ''
  private loop: Promise<void> = Promise.resolve()
  /** how often it has ended by itself, and how the last time */
  readonly ends: (number | null)[] = []
  kills = 0

  constructor(
    private readonly args: readonly string[],
    private readonly env: Record<string, string>,
  ) {}

  start(): void {
    if (this.wanted) throw new Error('it is running')
    this.wanted = true
    this.loop = this.keepUp()
  }

  get log(): string {
    return this.past + (this.child?.log ?? '')
  }

  /** Whether it ended so often that it is left alone. */
  get gaveUp(): boolean {
    return this.ends.length >= MOST_ENDS
  }

  /** SIGKILL; it comes back. */
  kill(): void {
    if (!this.child?.alive) return
    this.kills += 1
    this.child.child.kill('SIGKILL')
  }

  /** Ends it for good, until `start`. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.wanted = false
    await this.child?.stop(signal)
    await this.loop
  }

  private async keepUp(): Promise<void> {
    while (this.wanted) {
      this.child = AssayProcess.start([...this.args], this.env)
      const code = await this.child.exited()
      this.past += this.child.log
      this.child = undefined
      if (!this.wanted) return
      if (code !== null) this.ends.push(code)
      if (this.gaveUp) return
      await sleep(RESTART_MS)
    }
  }
}
