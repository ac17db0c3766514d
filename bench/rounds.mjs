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
    say(`${who}: ${result.seconds.toFixed(1)} s, indexer ${result.rss.indexer} MiB, ${JSON.stringify(result.stages)}`)
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

export function medianStages(runs) {
  const rows = runs.map(({ stages }) => stages)
  return Object.fromEntries(Object.keys(rows[0]).map((key) => [key, rounded(median(rows.map((row) => row[key])))]))
}

export function peakMemory(runs) {
  return Object.fromEntries(Object.keys(runs[0].rss).map((key) => [key, Math.max(...runs.map(({ rss }) => rss[key]))]))
}
