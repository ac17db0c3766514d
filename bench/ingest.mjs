// ingest-dense and ingest-sparse: a whole chain into the stores, Assay and the plain squid by turns.
import { Chain } from './chain.mjs'
import { alternate, median, outcome, rounded } from './figures.mjs'
import { say, startPostgres } from './machine.mjs'
import { differences, runAssay, runSquid } from './programs.mjs'

const ROUNDS = 3

export async function run({ name, size, noise, clickhouse, bar }) {
  const chain = await Chain.start(size.holders)
  const chainSeconds = await chain.fill(size, noise)
  await chain.verify()
  const expected = chain.expected()
  const postgres = await startPostgres()
  const programs = {
    assay: () => runAssay(chain, postgres, clickhouse),
    squid: () => runSquid(chain, postgres),
  }
  const runs = { assay: [], squid: [] }
  const failures = []
  for (const who of alternate(Object.keys(programs), ROUNDS)) {
    const result = await programs[who]()
    failures.push(...differences(who, result.stored, expected))
    runs[who].push(result)
    say(`${who}: ${result.seconds.toFixed(1)} s, indexer ${result.rss.indexer} MiB, ${JSON.stringify(result.stages)}`)
  }
  return outcome({
    name,
    failures,
    figures: { ...figuresOf(chain, runs.assay), events: chain.events, blocks: chain.height, rounds: ROUNDS },
    peers: { squid: { ...figuresOf(chain, runs.squid), rssMiB: peakOf(runs.squid).indexer } },
    stages: { chain: rounded(chainSeconds), ...medianOf(runs.assay.map(({ stages }) => stages)) },
    rss: peakOf(runs.assay),
    bar,
  })
}

function figuresOf(chain, runs) {
  const seconds = median(runs.map((each) => each.seconds))
  return {
    eventsPerSecond: rounded(chain.events / seconds),
    blocksPerSecond: rounded(chain.height / seconds),
    seconds: rounded(seconds),
  }
}

const medianOf = (rows) =>
  Object.fromEntries(Object.keys(rows[0]).map((key) => [key, rounded(median(rows.map((row) => row[key])))]))

const peakOf = (runs) =>
  Object.fromEntries(Object.keys(runs[0].rss).map((key) => [key, Math.max(...runs.map(({ rss }) => rss[key]))]))
