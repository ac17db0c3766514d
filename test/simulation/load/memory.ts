import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

const LOOK_MS = 250
const run = promisify(execFile)

/** Resident bytes of a process. */
export async function residentBytes(pid: number): Promise<number> {
  const { stdout } = await run('ps', ['-o', 'rss=', '-p', String(pid)])
  return Number(stdout) * 1_024
}

/** The most memory a process has while something is done to it. */
export async function mostBytes(pid: number, work: () => Promise<unknown>): Promise<number> {
  let most = 0
  let over = false
  const looking = (async () => {
    for (; !over; await sleep(LOOK_MS)) most = Math.max(most, await residentBytes(pid).catch(() => 0))
  })()
  try {
    await work()
  } finally {
    over = true
    await looking
  }
  return most
}
