// What processes compute, on whichever core: on a machine that others use too, it says more than the clock.
import { readFileSync } from 'node:fs'
import { childrenOf } from './machine.mjs'

/** Linux counts in hundredths of a second, whatever its own ticks are. */
const TICKS_PER_SECOND = 100

/**
 * Counts from now on. A process that a round has just started counts from its own start.
 * @param {Record<string, number | undefined>} pids by name @param {number} postmaster its backends count with it
 * @returns {() => Record<string, number>} CPU seconds so far, user and system
 */
export function cpuSince(pids, postmaster) {
  const read = () => ({
    ...Object.fromEntries(Object.entries(pids).flatMap(([name, pid]) => (pid ? [[name, ticks(pid).own]] : []))),
    postgres: childrenOf(postmaster).reduce((sum, pid) => sum + ticks(pid).own, sumOf(ticks(postmaster))),
  })
  const before = read()
  return () =>
    Object.fromEntries(Object.entries(read()).map(([name, now]) => [name, (now - before[name]) / TICKS_PER_SECOND]))
}

const sumOf = ({ own, ended }) => own + ended

/** Of a process itself, and of its children that have ended; 0 on a system without /proc. */
function ticks(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The name in brackets may hold anything; what follows it is fixed.
    const fields = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number)
    const [user, system, endedUser, endedSystem] = fields.slice(11, 15)
    return { own: user + system, ended: endedUser + endedSystem }
  } catch {
    return { own: 0, ended: 0 }
  }
}
