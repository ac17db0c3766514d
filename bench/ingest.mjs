// ingest-dense and ingest-sparse: a whole chain into the stores, Assay and the plain squid by turns, Ponder where it
// belongs to the workload.
import { Chain } from './chain.mjs'
import { outcome, rounded } from './figures.mjs'
import { startPostgres } from './machine.mjs'
import { missingPonder, runPonder } from './ponder.mjs'
import { differences, runAssay, runSquid } from './programs.mjs'
import { medianCpu, medianStages, peakMemory, ratesOf, runRounds } from './rounds.mjs'

const ROUNDS = 3

export async function run({ name, size, noise, clickhouse, ponder, bar }) {
  const missing = ponder ? missingPonder() : undefined
  const chain = await Chain.start(size.holders)
  const chainSeconds = await chain.fill(size, noise)
  await chain.verify()
  const expected = chain.expected()
  const postgres = await startPostgres()
  const check = (who, { stored }) => differences(who, stored, expected)
  const programs = {
    assay: () => runAssay(chain, postgres, clickhouse),
    squid: () => runSquid(chain, postgres),
  }
  const once = ponder && !missing ? await runRounds({ ponder: () => runPonder(chain, postgres) }, 1, check) : undefined
  const { runs, failures } = await runRounds(programs, ROUNDS, check)
  return outcome({
    name,
    failures: [...(once?.failures ?? []), ...failures],
    figures: { ...ratesOf(chain, runs.assay), events: chain.events, blocks: chain.height, rounds: ROUNDS },
    peers: {
      squid: { ...ratesOf(chain, runs.squid), rssMiB: peakMemory(runs.squid).indexer, cpu: medianCpu(runs.squid) },
      // A quarter of the squid's speed: one round is what there is time for.
      ...(once && {
        ponder: { ...ratesOf(chain, once.runs.ponder), rounds: 1, rssMiB: once.runs.ponder[0].rss.indexer },
      }),
      ...(missing && { ponder: { missing } }),
    },
    stages: { chain: rounded(chainSeconds), ...medianStages(runs.assay) },
    rss: peakMemory(runs.assay),
    cpu: medianCpu(runs.assay),
    bar,
  })
}
