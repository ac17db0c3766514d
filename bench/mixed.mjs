// ingest-mixed: three economies of one chain into the stores. Assay runs an indexer for each as it does in production; the
// peer is one plain squid that keeps event rows, positions and bills.
import { Economies } from './economies.mjs'
import { outcome, rounded } from './figures.mjs'
import { startPostgres } from './machine.mjs'
import { runAssayMixed, runSquidMixed } from './mixedPrograms.mjs'
import { differences } from './programs.mjs'
import { medianCpu, medianStages, peakMemory, ratesOf, runRounds } from './rounds.mjs'

/** Seconds each, on a machine whose speed wanders: the median of fewer is its mood. */
const ROUNDS = 5

export async function run({ name, size, bar }) {
  const chain = await Economies.make(size.events)
  const postgres = await startPostgres()
  const programs = {
    assay: () => runAssayMixed(chain, postgres),
    squid: () => runSquidMixed(chain, postgres),
  }
  const { runs, failures } = await runRounds(programs, ROUNDS, (who, { stored }) =>
    differences(who, stored, chain.expected),
  )
  return outcome({
    name,
    failures,
    figures: {
      ...ratesOf(chain, runs.assay),
      events: chain.events,
      kinds: chain.kinds,
      blocks: chain.height,
      rounds: ROUNDS,
    },
    peers: {
      squid: { ...ratesOf(chain, runs.squid), rssMiB: peakMemory(runs.squid).indexer, cpu: medianCpu(runs.squid) },
    },
    stages: { chain: rounded(chain.seconds), ...medianStages(runs.assay) },
    rss: peakMemory(runs.assay),
    cpu: medianCpu(runs.assay),
    bar,
  })
}
