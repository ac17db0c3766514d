import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { mayBeAnnounced } from '../../config/env'
import { type Running, runningEnvFile } from '../../config/running'
import { identify } from '../../process/identity'

/**
 * Tells other terminals how to reach what runs, see `readEnv`: addresses, never a key, and what no command may do
 * without being told so. Only its owner may read it. It counts while this process lives.
 */
export function announce(dataDir: string, isDevnet: boolean, env: Readonly<Record<string, string>>): void {
  const file = runningEnvFile(dataDir)
  const variables = Object.fromEntries(Object.entries(env).filter(([name]) => mayBeAnnounced(name)))
  const running: Running = { process: identify(process.pid)!, isDevnet, variables }
  mkdirSync(path.dirname(file), { recursive: true })
  // A file that exists keeps its mode when it is written again.
  rmSync(`${file}.new`, { force: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** After a stop nothing can be reached there. */
export function withdraw(dataDir: string): void {
  rmSync(runningEnvFile(dataDir), { force: true })
}
