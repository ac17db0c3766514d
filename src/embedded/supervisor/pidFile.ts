import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { identify, isRunning, type ProcessIdentity } from '../../process/identity'
import { stopProcess } from '../process'
import { type Stage, stopOrder } from './unit'

/** The process of a unit: written when it starts, removed when it has gone. */
export type PidRecord = ProcessIdentity & { readonly name: string; readonly stage: Stage }

const suffix = '.pid.json'
const steps = [
  { signal: 'SIGTERM', waitMs: 10_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const
const stopSteps: Partial<Record<Stage, readonly { signal: NodeJS.Signals; waitMs: number }[]>> = {
  // The node writes its dump, which is worth waiting for.
  chain: [
    { signal: 'SIGTERM', waitMs: 30_000 },
    { signal: 'SIGKILL', waitMs: 5_000 },
  ],
  // Its SIGTERM waits for clients; SIGINT is the fast shutdown.
  postgres: [
    { signal: 'SIGINT', waitMs: 20_000 },
    { signal: 'SIGQUIT', waitMs: 5_000 },
    { signal: 'SIGKILL', waitMs: 5_000 },
  ],
}

/** Nothing is written for a process that has ended already. */
export function writePidFile(runDir: string, name: string, stage: Stage, pid: number): void {
  const who = identify(pid)
  if (who === undefined) return
  mkdirSync(runDir, { recursive: true })
  const file = path.join(runDir, name + suffix)
  writeFileSync(`${file}.new`, JSON.stringify({ name, stage, ...who } satisfies PidRecord))
  renameSync(`${file}.new`, file)
}

export function removePidFile(runDir: string, name: string): void {
  rmSync(path.join(runDir, name + suffix), { force: true })
}

export function readPidFiles(runDir: string): PidRecord[] {
  mkdirSync(runDir, { recursive: true })
  const files = readdirSync(runDir).filter((name) => name.endsWith(suffix))
  return files.flatMap((file) => parseRecord(readFileSync(path.join(runDir, file), 'utf8')))
}

function parseRecord(text: string): PidRecord[] {
  try {
    return [JSON.parse(text) as PidRecord]
  } catch {
    return []
  }
}

/**
 * Stops what an Assay that was killed left running on this data folder, in the order of stopping, and nothing else: a
 * pid that belongs to another process by now is not signalled.
 * @returns names of what was stopped
 */
export async function clearOrphans(runDir: string): Promise<string[]> {
  const records = readPidFiles(runDir)
  const stopped: string[] = []
  for (const stage of stopOrder) {
    const alive = records.filter((record) => record.stage === stage && isRunning(record))
    await Promise.all(alive.map((record) => stopProcess(record, stopSteps[stage] ?? steps)))
    stopped.push(...alive.map((record) => record.name))
  }
  for (const record of records) removePidFile(runDir, record.name)
  return stopped
}
