// reindex: the workload of ingest-dense from the raw-log archive, without the node, by turns with the run that fills it.
import { readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { Chain } from './chain.mjs'
import { outcome, rounded } from './figures.mjs'
import { startPostgres, temporaryFolder } from './machine.mjs'
import { differences, runAssay } from './programs.mjs'
import { medianStages, peakMemory, ratesOf, runRounds } from './rounds.mjs'

/** Seconds each, and their ratio is what is measured: the median of fewer is the machine's mood. */
const ROUNDS = 5

export async function run({ name, size, bar }) {
  const chain = await Chain.start(size.holders)
  const chainSeconds = await chain.fill(size, 0)
  await chain.verify()
  const expected = chain.expected()
  const postgres = await startPostgres()
  let archive
  const programs = {
    // Each fills an archive of its own, so that all of them do the same work.
    'ingest-dense': () => {
      archive = temporaryFolder('archive')
      return runAssay(chain, postgres, true, { archive })
    },
    reindex: () => runAssay(chain, postgres, true, { archive, fromArchive: true }),
  }
  const { runs, failures } = await runRounds(programs, ROUNDS, (who, { stored }) => differences(who, stored, expected))
  const bytes = sizeOf(path.join(archive, 'bench'))
  return outcome({
    name,
    failures,
    figures: {
      ...ratesOf(chain, runs.reindex),
      events: chain.events,
      blocks: chain.height,
      rounds: ROUNDS,
      archiveBytes: bytes,
      archiveBytesPerEvent: rounded(bytes / chain.events),
    },
    peers: {
      'ingest-dense': { ...ratesOf(chain, runs['ingest-dense']), rssMiB: peakMemory(runs['ingest-dense']).indexer },
    },
    stages: { chain: rounded(chainSeconds), ...medianStages(runs.reindex) },
    rss: peakMemory(runs.reindex),
    bar,
  })
}

function sizeOf(folder) {
  return readdirSync(folder).reduce((sum, file) => sum + statSync(path.join(folder, file)).size, 0)
}
