// replay: the event log of the three economies folded again into every projection, and compared with what live indexing made.
import { Economies } from './economies.mjs'
import { median, outcome, rounded } from './figures.mjs'
import { say, startAssay, startPostgres } from './machine.mjs'
import { indexEconomies } from './mixedPrograms.mjs'
import { differences, watch } from './programs.mjs'

const ROUNDS = 3

export async function run({ name, size, bar }) {
  const chain = await Economies.make(size.events)
  const postgres = await startPostgres()
  const { stored, seconds: indexSeconds, env, drop } = await indexEconomies(chain, postgres)
  const failures = differences('assay', stored, chain.expected)
  const rounds = []
  const memory = watch(postgres.pid)
  for (let round = 1; round <= ROUNDS; round++) {
    const began = Date.now()
    const child = startAssay(['replay', '--json'], env)
    const code = await child.exited
    if (code !== 0) failures.push(`replay ended with ${code}: ${child.output().slice(-500)}`)
    else {
      const { events, seconds, equal } = JSON.parse(child.answer())
      if (!equal || events !== chain.events) failures.push(`replay of ${events} events, equal: ${equal}`)
      rounds.push({ seconds, all: (Date.now() - began) / 1000, rssMiB: child.peakMiB() })
      say(`replay: ${seconds.toFixed(1)} s, with digests of both sides ${rounds.at(-1).all.toFixed(1)} s`)
    }
  }
  const rss = { indexer: Math.max(0, ...rounds.map(({ rssMiB }) => rssMiB)), postgres: memory.stop() }
  await drop()
  if (rounds.length === 0) return outcome({ name, failures, figures: {}, peers: {}, stages: {}, rss, bar })
  const seconds = median(rounds.map((each) => each.seconds))
  return outcome({
    name,
    failures,
    figures: {
      eventsPerSecond: rounded(chain.events / seconds),
      seconds: rounded(seconds),
      events: chain.events,
      kinds: chain.kinds,
      rounds: ROUNDS,
    },
    peers: {},
    stages: {
      chain: rounded(chain.seconds),
      index: rounded(indexSeconds),
      replayAndDigests: rounded(median(rounds.map(({ all }) => all))),
    },
    rss,
    bar,
  })
}
