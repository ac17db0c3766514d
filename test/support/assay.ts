import { type ChildProcess, spawn } from 'node:child_process'
import path from 'node:path'

const root = path.resolve(__dirname, '../..')
/** What `bin/assay` starts, or the separate files of another build. */
const program = process.env.ASSAY_TEST_LIB
  ? path.resolve(root, process.env.ASSAY_TEST_LIB, 'cli.js')
  : path.join(root, 'bin/assay')
/** Longest wait for a child's line or a condition; a healthy run needs a tenth. */
const WAIT_MS = 60_000

/** A built `assay` command running as a child, as `assay up` would run it. */
export class AssayProcess {
  private output = ''

  private constructor(
    readonly child: ChildProcess,
    private readonly name: string,
  ) {
    child.stdout?.on('data', (chunk: Buffer) => {
      this.output += chunk.toString()
    })
    child.stderr?.on('data', (chunk: Buffer) => {
      // Every command says on its first line of standard error which installation it speaks to; tests look at what follows.
      this.output += chunk.toString().replace(/^instance: .*\n/m, '')
    })
  }

  static start(args: string[], env: Record<string, string>): AssayProcess {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const killWithUs = () => child.kill('SIGKILL')
    process.once('exit', killWithUs)
    child.once('exit', () => process.removeListener('exit', killWithUs))
    return new AssayProcess(child, `assay ${args.join(' ')}`)
  }

  /** Runs a command to its end. */
  static async run(args: string[], env: Record<string, string>): Promise<{ code: number | null; output: string }> {
    const running = AssayProcess.start(args, env)
    const code = await running.exited()
    return { code, output: running.output }
  }

  get log(): string {
    return this.output
  }

  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null
  }

  exited(): Promise<number | null> {
    if (!this.alive) return Promise.resolve(this.child.exitCode)
    return new Promise((resolve) => this.child.once('close', (code) => resolve(code)))
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.alive) return
    const gone = this.exited()
    this.child.kill(signal)
    await gone
  }

  /** Waits until `condition` holds; fails with the child's output when it ends first. */
  async until(what: string, condition: () => Promise<boolean>): Promise<void> {
    await waitUntil(what, condition, () => {
      if (!this.alive) throw new Error(`${this.name} ended while waiting for ${what}\n${this.output.slice(-4_000)}`)
    })
  }
}

export async function waitUntil(
  what: string,
  condition: () => Promise<boolean>,
  check = () => {},
  limitMs = WAIT_MS,
): Promise<void> {
  const deadline = Date.now() + limitMs
  while (!(await condition())) {
    check()
    if (Date.now() > deadline) throw new Error(`waited ${limitMs} ms for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
