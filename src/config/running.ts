import { readFileSync } from 'node:fs'
import path from 'node:path'
import { isRunning, type ProcessIdentity } from '../process/identity'

/** How commands reach a running `assay up`: the content of its file. */
export type Running = {
  /** of the supervisor that wrote it */
  readonly process: ProcessIdentity
  readonly isDevnet: boolean
  /** addresses of its services; never a key */
  readonly variables: Readonly<Record<string, string>>
}

/** File by which `assay status` in another terminal finds the services of a running `assay up`. */
export function runningEnvFile(dataDir: string): string {
  return path.join(dataDir, 'run', 'env.json')
}

/** @returns undefined where none runs: the file of a process that has ended leads nowhere */
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
