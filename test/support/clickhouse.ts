import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const host = path.resolve(__dirname, '../..', process.env.ASSAY_TEST_LIB ?? 'lib', 'embedded/clickhouse/host.js')

/** The embedded ClickHouse host as its own process, as `assay up` runs it: one data folder, restarted at will. */
export class TestClickhouse {
  private child: ChildProcess | undefined
  private port = 0

  constructor(readonly folder = mkdtempSync(path.join(os.tmpdir(), 'assay-test-clickhouse-'))) {}

  static async start(): Promise<TestClickhouse> {
    const clickhouse = new TestClickhouse()
    await clickhouse.open()
    return clickhouse
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Starts on the same folder and, after the first time, on the same port. */
  async open(): Promise<void> {
    const child = spawn(process.execPath, [host, String(this.port), this.folder], { stdio: ['ignore', 'pipe', 'pipe'] })
    this.child = child
    const killWithUs = () => child.kill('SIGKILL')
    process.once('exit', killWithUs)
    child.once('exit', () => process.removeListener('exit', killWithUs))
    let output = ''
    const url = await new Promise<string>((resolve, reject) => {
      const read = (chunk: Buffer) => {
        output += chunk.toString()
        const ready = /^ready clickhouse (\S+)$/m.exec(output)?.[1]
        if (ready) resolve(ready)
      }
      child.stdout!.on('data', read)
      child.stderr!.on('data', read)
      child.once('exit', (code) => reject(new Error(`the ClickHouse host ended with ${code}\n${output}`)))
    })
    this.port = Number(new URL(url).port)
  }

  /** @returns exit code; null after SIGKILL */
  async close(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const child = this.child
    this.child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return null
    const gone = new Promise<number | null>((resolve) => child.once('exit', resolve))
    child.kill(signal)
    return gone
  }

  async stop(): Promise<void> {
    await this.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
