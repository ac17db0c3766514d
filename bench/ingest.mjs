// ingest-dense and ingest-sparse: a whole chain into the stores, Assay and the plain squid by turns.
import { Chain } from './chain.mjs'
import { outcome, rounded } from './figures.mjs'
import { startPostgres } from './machine.mjs'
import { differences, runAssay, runSquid } from './programs.mjs'
import { medianStages, peakMemory, ratesOf, runRounds } from './rounds.mjs'

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
  const { runs, failures } = await runRounds(programs, ROUNDS, (who, { stored }) => differences(who, stored, expected))
  return outcome({
    name,
    failures,
    figures: { ...ratesOf(chain, runs.assay), events: chain.events, blocks: chain.height, rounds: ROUNDS },
    peers: { squid: { ...ratesOf(chain, runs.squid), rssMiB: peakMemory(runs.squid).indexer } },
    stages: { chain: rounded(chainSeconds), ...medianStages(runs.assay) },
    rss: peakMemory(runs.assay),
    bar,
  })
}
