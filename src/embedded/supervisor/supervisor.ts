import { setTimeout as sleep } from 'node:timers/promises'
import { AssayError } from '../../errors'
import { doubling, type Schedule } from '../../process/backOff'
import { identify } from '../../process/identity'
import { limitLog, tailLog } from '../logFile'
import { signal } from '../process'
import { removePidFile, writePidFile } from './pidFile'
import { type Running, type Stage, stopOrder, type Unit } from './unit'

/** An event of a unit, for the screen. */
export type UnitNews = { readonly unit: string } & (
  | { readonly kind: 'ready'; readonly what: string }
  | { readonly kind: 'ended'; readonly how: string; readonly restartInMs: number }
  | { readonly kind: 'restarted' | 'stopped' }
)

type SupervisorOptions = {
  readonly runDir: string
  readonly onNews: (news: UnitNews) => void
  /** wait before the n-th restart in a row; default 1, 2, 4, 8 … s */
  readonly backoffMs?: Schedule
  /** failures in a row after which all is stopped */
  readonly maxFailures?: number
}

const FIRST_RESTART_MS = 1_000
/** Five restarts with back-off span half a minute: longer than any of our services takes to come back. */
const MAX_FAILURES = 6
/** A unit that never came up has a lasting reason, a wrong setting or file, which the user wants to see soon. */
const MAX_FIRST_FAILURES = 3
/** A process that ran this long had started well; its next end is a first failure again. */
const HEALTHY_AFTER_MS = 60_000
const LOG_CHECK_MS = 30_000
const TAIL_LINES = 20

type Kept = {
  readonly unit: Unit
  failures: number
  /** it served once, or ran long enough to count as sound */
  proven?: boolean
  running?: Running | undefined
  /** of the process, known before it runs as it should */
  pid?: number | undefined
  /** while it starts */
  launching?: Promise<unknown> | undefined
}

/** Keeps units running until it is told to stop, then stops them in `stopOrder`. */
export class Supervisor {
  readonly #kept = new Map<string, Kept>()
  readonly #stopping = new AbortController()
  readonly #logTimer: NodeJS.Timeout
  #hurried = false
  #fail!: (error: AssayError) => void
  /** Rejects once when a unit cannot be kept running; its message shows the end of that unit's log. */
  readonly failed: Promise<never>

  constructor(private readonly options: SupervisorOptions) {
    this.failed = new Promise((_, reject) => {
      this.#fail = reject
    })
    // Not unhandled while nobody awaits it.
    this.failed.catch(() => {})
    this.#logTimer = setInterval(() => this.#limitLogs(), LOG_CHECK_MS).unref()
  }

  /**
   * Starts a unit and keeps it running.
   * @throws what the unit's own start throws (a first start is not tried again); AssayError E-STOPPING
   */
  async start(unit: Unit): Promise<Running> {
    if (this.#stopping.signal.aborted) throw stoppedMeanwhile()
    if (this.#kept.has(unit.name)) throw new Error(`unit ${unit.name} runs already`)
    const kept: Kept = { unit, failures: 0 }
    this.#kept.set(unit.name, kept)
    const running = await this.#launch(kept).catch((error: unknown) => {
      this.#kept.delete(unit.name)
      removePidFile(this.options.runDir, unit.name)
      throw error
    })
    if (!this.#isKept(kept)) throw stoppedMeanwhile()
    void this.#keep(kept, running)
    return running
  }

  /** Stops one unit for good. */
  async stop(name: string): Promise<void> {
    const kept = this.#kept.get(name)
    if (kept === undefined) return
    this.#kept.delete(name)
    await this.#end(kept)
  }

  /** Stops all units of some stages. @returns them, to be started again */
  async halt(stages: readonly Stage[]): Promise<Unit[]> {
    const units = [...this.#kept.values()].map(({ unit }) => unit).filter(({ stage }) => stages.includes(stage))
    await Promise.all(units.map(({ name }) => this.stop(name)))
    return units
  }

  /** Stops everything, stage by stage. Safe to call again: the second call waits for the first. */
  async stopAll(): Promise<void> {
    this.#stopping.abort()
    clearInterval(this.#logTimer)
    for (const stage of stopOrder) {
      const units = [...this.#kept.values()].filter((kept) => kept.unit.stage === stage)
      await Promise.all(units.map((kept) => this.#end(kept)))
    }
  }

  /** Kills what still runs, which every store of ours survives. */
  hurry(): void {
    this.#hurried = true
    for (const kept of this.#kept.values()) this.#kill(kept)
  }

  async #end(kept: Kept): Promise<void> {
    if (this.#hurried) this.#kill(kept)
    // A process that is starting is awaited: only then is its stop known. Without a process there is nothing to await.
    if (kept.pid !== undefined) await kept.launching?.catch(() => {})
    const { running } = kept
    if (running === undefined) return
    kept.running = undefined
    await running.stop()
    removePidFile(this.options.runDir, kept.unit.name)
    this.options.onNews({ unit: kept.unit.name, kind: 'stopped' })
  }

  #kill({ pid, unit }: Kept): void {
    const who = pid === undefined ? undefined : identify(pid)
    if (who) signal(who, unit.hurrySignal)
  }

  async #launch(kept: Kept): Promise<Running> {
    const { unit } = kept
    const spawned = (pid: number) => {
      kept.pid = pid
      writePidFile(this.options.runDir, unit.name, unit.stage, pid)
    }
    const launching = unit.start({
      spawned,
      works: () => {
        kept.proven = true
      },
      ready: (what) => {
        kept.proven = true
        this.options.onNews({ unit: unit.name, kind: 'ready', what })
      },
    })
    kept.launching = launching
    try {
      const running = await launching
      kept.running = running
      spawned(running.pid)
      return running
    } finally {
      kept.launching = undefined
    }
  }

  /** Whether this unit shall run: nobody stopped it, nor everything. */
  #isKept(kept: Kept): boolean {
    return !this.#stopping.signal.aborted && this.#kept.get(kept.unit.name) === kept
  }

  async #keep(kept: Kept, first: Running): Promise<void> {
    const backoff = this.options.backoffMs ?? doubling(FIRST_RESTART_MS)
    for (let current: Running | undefined = first; ; ) {
      const since = Date.now()
      const how: string = current ? await current.exited : 'did not start'
      if (!this.#isKept(kept)) return
      kept.running = undefined
      kept.pid = undefined
      removePidFile(this.options.runDir, kept.unit.name)
      if (current && Date.now() - since > HEALTHY_AFTER_MS) Object.assign(kept, { failures: 0, proven: true })
      kept.failures++
      const most = this.options.maxFailures ?? (kept.proven ? MAX_FAILURES : MAX_FIRST_FAILURES)
      if (kept.failures >= most) return this.#fail(this.#gaveUp(kept, how))
      const restartInMs = backoff(kept.failures)
      this.options.onNews({ unit: kept.unit.name, kind: 'ended', how, restartInMs })
      await sleep(restartInMs, undefined, { signal: this.#stopping.signal }).catch(() => {})
      if (!this.#isKept(kept)) return
      current = await this.#launch(kept).catch(() => undefined)
      if (current && this.#isKept(kept)) this.options.onNews({ unit: kept.unit.name, kind: 'restarted' })
    }
  }

  #gaveUp({ unit, failures }: Kept, how: string): AssayError {
    const tail = tailLog(unit.logFile, TAIL_LINES)
    const shown = tail.map((line) => `  | ${line}`).join('\n')
    return new AssayError('E-CHILD-FAILED', `${unit.name} ended ${failures} times in a row (${how}):\n${shown}`, {
      next: `All of ${unit.logFile} says more; assay doctor checks this machine.`,
      details: { unit: unit.name, how, log: unit.logFile },
    })
  }

  #limitLogs(): void {
    for (const { unit } of this.#kept.values()) limitLog(unit.logFile)
  }
}

/** The error of a start that comes after the stop. */
function stoppedMeanwhile(): AssayError {
  return new AssayError('E-STOPPING', 'Assay is being stopped')
}
