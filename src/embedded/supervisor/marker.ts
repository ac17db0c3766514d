import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { identify, type ProcessIdentity } from '../../process/identity'
import { stopProcess } from '../process'

/** Set for every process that `assay up` starts, and inherited by their children: names their data folder. */
const variable = 'ASSAY_SUPERVISED_FOR'

const stopSteps = [
  { signal: 'SIGTERM', waitMs: 8_000 },
  { signal: 'SIGKILL', waitMs: 5_000 },
] as const

/** Marks every process that is started from now on, by its environment. */
export function markDescendants(dataDir: string): void {
  process.env[variable] = realpathSync(dataDir)
}

/**
 * Stops processes of this data folder without a pid file: a download, a broker that was still starting when we were killed.
 * To be called by the holder of the lock only. Linux alone shows the environment of a process; elsewhere pid files must do.
 * @returns names of the programs stopped
 */
export async function clearUnlisted(dataDir: string): Promise<string[]> {
  const mark = `${variable}=${realpathSync(dataDir)}`
  const found = marked(mark)
  await Promise.all(found.map(({ who }) => stopProcess(who, stopSteps)))
  return found.map(({ program }) => program)
}

function marked(mark: string): { who: ProcessIdentity; program: string }[] {
  if (process.platform !== 'linux') return []
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  return pids.flatMap((pid) => {
    try {
      const who = identify(Number(pid))
      if (!who || !readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark)) return []
      return { who, program: readFileSync(`/proc/${pid}/comm`, 'utf8').trim() }
    } catch {
      // Gone meanwhile, or somebody else's.
      return []
    }
  })
}
