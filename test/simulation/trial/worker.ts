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
  /** how often it has ended by itself, and how: its exit code, null for a signal that was not ours */
  readonly ends: (number | null)[] = []
  kills = 0
  private killed: AssayProcess | undefined

  constructor(
    private readonly args: readonly string[],
    private readonly env: Record<string, string>,
  ) {}

  start(): void {
    if (this.wanted) throw new Error('it is running')
    this.wanted = true
    this.loop = this.keepUp()
  }

  get name(): string {
    return `assay ${this.args.join(' ')}`
  }

  /** Of the process that runs now. */
  get pid(): number | undefined {
    return this.child?.alive ? this.child.child.pid : undefined
  }

  /** Whether the process that runs now has said so. */
  get ready(): boolean {
    return /^ready /m.test(this.child?.log ?? '')
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
    this.killed = this.child
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
      const child = AssayProcess.start([...this.args], this.env)
      this.child = child
      const code = await child.exited()
      this.past += child.log
      this.child = undefined
      if (!this.wanted) return
      if (this.killed !== child) this.ends.push(code)
      if (this.gaveUp) return
      await sleep(RESTART_MS)
    }
  }
}
