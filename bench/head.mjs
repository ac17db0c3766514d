// head: from the moment a node has a block to the moment GraphQL shows its figures, one block a second.
import { setTimeout as sleep } from 'node:timers/promises'
import { Chain, FINALITY } from './chain.mjs'
import { outcome, percentile, rounded } from './figures.mjs'
import { assayToEnd, freshDatabase, peakMiB, postgresMiB, say, startAssay, startPostgres } from './machine.mjs'
import { assayEnv, differences, storedBy } from './programs.mjs'

const BLOCK_MS = 1_000
/** Between two questions to GraphQL: below the workload's 100 ms, so that it adds little to what is measured. */
const POLL_MS = 10
/** A block that is not visible by then will not be. */
const LIMIT_MS = 30_000
/** Blocks before the clock counts: the first ones meet cold code. */
const WARM_UP = 5

export async function run({ name, size, bar }) {
  const chain = await Chain.start(size.holders)
  for (let i = 0; i < 2 * FINALITY; i++) await chain.mine()
  const postgres = await startPostgres()
  const { url, db } = await freshDatabase(postgres.url, 'head')
  const env = assayEnv(chain, url, { RPC_BENCH_WS: chain.wsUrl, GQL_PORT: '0' })
  await assayToEnd(['migrate'], env)
  const indexer = startAssay(['index', '--network', 'bench'], env)
  const api = startAssay(['serve'], env)
  const graphql = new URL('/graphql', await api.line(/^ready api (\S+)$/m)).href
  // Above finality the indexer waits for the node's next block, which the loop below makes.
  await visible(graphql, chain.height - FINALITY, [indexer, api])

  const latencies = []
  for (let block = 1; block <= size.blocks + WARM_UP; block++) {
    const next = Date.now() + BLOCK_MS
    await chain.pay(size.eventsPerBlock)
    await chain.mine()
    const mined = performance.now()
    await visible(graphql, chain.height, [indexer, api])
    if (block > WARM_UP) latencies.push(performance.now() - mined)
    if (block % 20 === 0) say(`head: ${block} blocks, last visible after ${latencies.at(-1)?.toFixed(0)} ms`)
    await sleep(Math.max(0, next - Date.now()))
  }
  await chain.verify()
  const stored = await storedBy(
    db,
    "select count(*) as events from event where kind = 'token.Transfer'",
    'select coalesce(sum(amount), 0) as sum from movement',
    'select account, amount from balance',
  )
  await db.end()
  return outcome({
    name,
    failures: differences('assay', stored, chain.expected()),
    figures: {
      p50Ms: rounded(percentile(latencies, 0.5)),
      p99Ms: rounded(percentile(latencies, 0.99)),
      maxMs: rounded(Math.max(...latencies)),
      blocks: latencies.length,
      eventsPerBlock: size.eventsPerBlock,
    },
    peers: {},
    stages: {},
    rss: {
      indexer: peakMiB(indexer.pid),
      api: peakMiB(api.pid),
      postgres: postgresMiB(postgres.pid),
      anvil: peakMiB(chain.pid),
    },
    bar,
  })
}

/** Waits until GraphQL answers with figures of that block. */
async function visible(graphql, block, children) {
  const query = '{ supply(network: "bench") { circulating block { number } } }'
  for (const end = Date.now() + LIMIT_MS; ; await sleep(POLL_MS)) {
    const response = await fetch(graphql, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    })
    const { data, errors } = await response.json()
    if (data?.supply?.block.number >= block) return
    for (const child of children) child.check()
    if (Date.now() > end) throw new Error(`block ${block} is not visible: ${JSON.stringify(errors ?? data)}`)
  }
}
