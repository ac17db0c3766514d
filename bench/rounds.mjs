// Programs that do the same work, by turns, and what their rounds come to.
import { alternate, median, rounded } from './figures.mjs'
import { say } from './machine.mjs'

/**
 * @param programs by name, each runs one round @param {(who: string, result: object) => string[]} differencesOf
 * @returns the results of every program's rounds, and what was wrong with any of them
 */
export async function runRounds(programs, rounds, differencesOf) {
  const runs = Object.fromEntries(Object.keys(programs).map((name) => [name, []]))
  const failures = []
  for (const who of alternate(Object.keys(programs), rounds)) {
    const result = await programs[who]()
    failures.push(...differencesOf(who, result))
    runs[who].push(result)
    const { seconds, rss, stages, cpu } = result
    say(`${who}: ${seconds.toFixed(1)} s, indexer ${rss.indexer} MiB, ${JSON.stringify({ ...stages, cpu })}`)
  }
  return { runs, failures }
}

/** @param {{events: number, height: number}} chain */
export function ratesOf(chain, runs) {
  const seconds = median(runs.map((each) => each.seconds))
  return {
    eventsPerSecond: rounded(chain.events / seconds),
    blocksPerSecond: rounded(chain.height / seconds),
    seconds: rounded(seconds),
  }
}

export const medianStages = (runs) => mediansOf(runs.map(({ stages }) => stages))

/** CPU seconds of a round by process. */
export const medianCpu = (runs) => mediansOf(runs.map(({ cpu }) => cpu))

function mediansOf(rows) {
  return Object.fromEntries(Object.keys(rows[0]).map((key) => [key, rounded(median(rows.map((row) => row[key])))]))
}

export function peakMemory(runs) {
  return Object.fromEntries(Object.keys(runs[0].rss).map((key) => [key, Math.max(...runs.map(({ rss }) => rss[key]))]))
}
