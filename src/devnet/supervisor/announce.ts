import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { runningEnvFile } from '../../config/env'

/**
 * Tells other terminals how to reach what runs, see `readEnv`. It holds keys and passwords of the devnet: only its owner
 * may read it.
 */
export function announce(dataDir: string, env: Readonly<Record<string, string>>): void {
  const file = runningEnvFile(dataDir)
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(`${file}.new`, `${JSON.stringify(env, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${file}.new`, file)
}

/** After a stop nothing can be reached there. */
export function withdraw(dataDir: string): void {
  rmSync(runningEnvFile(dataDir), { force: true })
}
