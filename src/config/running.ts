import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isRunning, type ProcessIdentity } from '../process/identity'

/** How a running `assay up` is spoken to by commands beside it: what is in its file. */
export type Running = {
  /** of the supervisor that wrote it */
  readonly process: ProcessIdentity
  readonly isDevnet: boolean
  /** addresses of its services; never a key */
  readonly variables: Readonly<Record<string, string>>
}

/**
 * Where a running `assay up` says how to reach its services, so that `assay status` in another terminal finds them.
 */
export function runningEnvFile(dataDir: string): string {
  return path.join(dataDir, 'run', 'env.json')
}

/** @returns undefined where none runs: what a process left behind that has ended leads nowhere */
export function readRunning(dataDir: string): Running | undefined {
  const running = parse(runningEnvFile(dataDir))
  return running && isRunning(running.process) ? running : undefined
}

function parse(file: string): Running | undefined {
  try {
    const { process, isDevnet, variables } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Running>
    return process && variables && { process, isDevnet: isDevnet === true, variables }
  } catch {
    // There is none, or it is being written.
    return undefined
  }
}
