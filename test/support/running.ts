import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'
import type { ProfileInput } from '../../src/config/profile'
import { waitUntil } from './assay'

const root = path.resolve(__dirname, '../..')
/** A year on two busy cores, with its servers starting and a browser beside it. */
const YEAR_MS = 600_000

/** `assay up` on a data folder of its own, as a user runs it, with a GraphQL client beside it. */
export class RunningAssay {
  private child: ChildProcess | undefined
  private output = ''

  private constructor(
    readonly data: string,
    readonly port: number,
    private readonly args: readonly string[],
  ) {}

  static async start(data: string, args: readonly string[]): Promise<RunningAssay> {
    const running = new RunningAssay(data, await freePort(), args)
    running.restart()
    return running
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  get log(): string {
    return this.output
  }

  restart(): void {
    if (this.alive) throw new Error('it runs already')
    this.child = spawn(process.execPath, [path.join(root, 'bin/assay'), 'up', '--data', this.data, ...this.args], {
      cwd: root,
      env: { ...process.env, GQL_PORT: String(this.port) },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const read = (chunk: Buffer) => {
      this.output += chunk.toString()
    }
    this.child.stdout?.on('data', read)
    this.child.stderr?.on('data', read)
  }

  get alive(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null
  }

  async stop(signal: NodeJS.Signals): Promise<number | null> {
    const { child } = this
    if (!child || !this.alive) return child?.exitCode ?? null
    const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    child.kill(signal)
    return gone
  }

  /** Waits for a condition; fails with what the run printed when it ends first. */
  async until(what: string, condition: () => Promise<boolean>): Promise<void> {
    await waitUntil(
      what,
      async () => {
        try {
          return await condition()
        } catch {
          return false // not up yet
        }
      },
      () => {
        if (!this.alive) throw new Error(`assay up ended while waiting for ${what}\n${this.output.slice(-4_000)}`)
      },
      YEAR_MS,
    )
  }

  async query<T>(query: string, variables: Record<string, unknown> = {}): Promise<T> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as { data: T; errors?: unknown[] }
    if (errors) throw new Error(JSON.stringify(errors))
    return data
  }

  /** What the run told a terminal beside it. */
  env(): Record<string, string> {
    return JSON.parse(readFileSync(path.join(this.data, 'run/env.json'), 'utf8')).variables
  }

  profiles(): ProfileInput[] {
    const folder = path.join(this.data, 'profiles')
    return readdirSync(folder).map((file) => JSON.parse(readFileSync(path.join(folder, file), 'utf8')))
  }

  async rpc<T>(method: string, ...params: unknown[]): Promise<T> {
    const response = await fetch(this.env()['RPC_DEVNET_DESTRA_HTTP']!, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    })
    const { result, error } = (await response.json()) as { result: T; error?: { message: string } }
    if (error) throw new Error(`${method}: ${error.message}`)
    return result
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
