import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** Genesis of every test chain: 2025-01-01T00:00:00Z. Tests name times relative to it. */
export const GENESIS = 1_735_689_600
/** Starting takes 0.1 s; a machine that needs this long has another problem. */
const START_LIMIT_MS = 10_000
const LISTENING = /Listening on (127\.0\.0\.1:\d+)/

/** Starts a node on a free port; it dies with this process. @param flags more anvil flags @returns its host:port */
export async function startAnvil(flags: string[]): Promise<{ child: ChildProcess; host: string }> {
  // Old states are kept on disk, up to a gigabyte of them, and a killed anvil leaves them there: we clear up after it.
  const states = mkdtempSync(path.join(os.tmpdir(), 'assay-test-anvil-'))
  const child = spawn(anvilBinary(), [...ANVIL_FLAGS, '--cache-path', states, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const clear = () => rmSync(states, { recursive: true, force: true })
  const endWithUs = () => {
    child.kill('SIGKILL')
    clear()
  }
  process.once('exit', endWithUs)
  child.once('exit', () => {
    process.removeListener('exit', endWithUs)
    clear()
  })
  return { child, host: await listening(child) }
}

/** The devnet's flags: finality of 12 blocks, no random in block hashes, nothing mined unasked. */
const ANVIL_FLAGS = [
  ...['--host', '127.0.0.1', '--port', '0', '--chain-id', '31337', '--accounts', '1'],
  ...['--hardfork', 'london', '--order', 'fifo', '--auto-impersonate', '--no-mining'],
  ...['--gas-price', '0', '--block-base-fee-per-gas', '0', '--slots-in-an-epoch', '6'],
  ...['--timestamp', String(GENESIS), '--preserve-historical-states'],
]

function anvilBinary(): string {
  const scope = path.dirname(path.dirname(require.resolve('@foundry-rs/anvil/package.json')))
  const platform = readdirSync(scope).find((name) => name.startsWith('anvil-'))
  if (!platform) throw new Error(`no anvil binary package beside ${scope}/anvil: run npm ci`)
  return path.join(scope, platform, 'bin', 'anvil')
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = ''
    const timer = setTimeout(() => fail('did not listen in time'), START_LIMIT_MS)
    const fail = (why: string) => {
      clearTimeout(timer)
      child.kill('SIGKILL')
      reject(new Error(`anvil ${why}\n${output}`))
    }
    const read = (chunk: Buffer) => {
      output += chunk.toString()
      const host = LISTENING.exec(output)?.[1]
      if (!host) return
      clearTimeout(timer)
      resolve(host)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    child.once('error', (error) => fail(error.message))
    child.once('exit', (code) => fail(`exited with ${code}`))
  })
}
