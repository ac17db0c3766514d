import { spawn } from 'node:child_process'
import { closeSync, writeSync } from 'node:fs'
import os from 'node:os'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { identify } from '../../process/identity'
import { redactData } from '../../process/redaction'
import { openLog } from '../logFile'
import { stopProcess } from '../process'
import type { Running, Stage, Unit } from './unit'

type ChildOptions = {
  readonly name: string
  readonly stage: Stage
  readonly logFile: string
  /** arguments of node: its own, the script, the script's */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** added to the scheduling priority: 5 lets others go first, 0 is equal */
  readonly niceness?: number
  /** called with every line of standard output but `ready …` @returns whether the log need not have it */
  readonly onLine?: (line: string) => boolean
}

/** Our processes leave within 5 s; twice that for a machine under load. */
const stopSteps = [
  { signal: 'SIGTERM', waitMs: 10_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const

/** One of our own processes as a unit: node with a script, in a session of its own, its output in its log. */
export function childUnit(options: ChildOptions): Unit {
  const { name, stage, logFile } = options
  return { name, stage, logFile, hurrySignal: 'SIGKILL', start: async (events) => launch(options, events) }
}

async function launch(options: ChildOptions, events: Parameters<Unit['start']>[0]): Promise<Running> {
  const log = openLog(options.logFile)
  const child = spawn(process.execPath, [...options.args], {
    env: { ...options.env },
    // Ctrl-C in a terminal reaches every process of our session; the order of stopping is ours to keep.
    detached: true,
    stdio: ['ignore', 'pipe', log],
  })
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('exit', (code, signal) => resolve(signal ?? `code ${code}`))
  })
  const lines = createInterface({ input: child.stdout as Readable })
  const ready = new Promise<void>((resolve) => {
    void exited.then(() => resolve())
    lines.on('line', (line) => {
      if (!line.startsWith('ready ')) {
        if (options.onLine?.(line)) events.works()
        else writeLine(log, line)
        return
      }
      writeLine(log, line)
      events.ready(line.slice('ready '.length))
      resolve()
    })
  })
  lines.once('close', () => closeSync(log))
  await new Promise((resolve, reject) => child.once('spawn', resolve).once('error', reject))
  const pid = child.pid!
  events.spawned(pid)
  const who = identify(pid)
  if (options.niceness) renice(pid, options.niceness)
  return { pid, ready, exited, stop: async () => void (who && (await stopProcess(who, stopSteps))) }
}

function renice(pid: number, niceness: number): void {
  try {
    os.setPriority(pid, niceness)
  } catch {
    // It has ended already, or the system refuses: a priority is a wish only.
  }
}

/** A full disk must not end the supervisor, of all processes. */
function writeLine(log: number, line: string): void {
  try {
    writeSync(log, `${redactData(line)}\n`)
  } catch {
    // The line is lost; the watch on free space says why.
  }
}
