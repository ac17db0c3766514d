import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { mayBeAnnounced } from '../../config/env'
import { type Running, runningEnvFile } from '../../config/running'
import { identify } from '../../process/identity'

/**
 * Announces the addresses of this run's services to commands in other terminals, see `readEnv`: never a key, nor a
 * setting that makes a command spend. Only its owner may read the file. It counts while this process lives.
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

/** Takes the announcement back. */
export function withdraw(dataDir: string): void {
  rmSync(runningEnvFile(dataDir), { force: true })
}
