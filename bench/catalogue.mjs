// Which benches there are, and in which sizes. Only what runs is listed.

const dense = {
  small: { blocks: 400, every: 2, eventsPerBlock: 200, holders: 5_000 },
  medium: { blocks: 1_000, every: 2, eventsPerBlock: 200, holders: 10_000 },
  default: { blocks: 5_000, every: 2, eventsPerBlock: 200, holders: 50_000 },
  full: { blocks: 20_000, every: 2, eventsPerBlock: 200, holders: 50_000 },
}

const economies = {
  small: { events: 30_000 },
  medium: { events: 100_000 },
  default: { events: 300_000 },
  full: { events: 1_000_000 },
}

const benches = {
  'ingest-dense': {
    module: './ingest.mjs',
    what: 'blocks full of transfers → event log, postings, balances, cursor in Postgres and facts in ClickHouse',
    sizes: dense,
    noise: 0,
    clickhouse: true,
    ponder: true,
    bar: { atLeast: { 'ratio.squid': 4, 'ratio.ponder': 9 } },
  },
  'ingest-sparse': {
    module: './ingest.mjs',
    what: 'one block in 50 has a transfer of ours, every block has 5 logs of other contracts',
    sizes: {
      small: { blocks: 2_000, every: 50, eventsPerBlock: 1, holders: 100 },
      medium: { blocks: 5_000, every: 50, eventsPerBlock: 1, holders: 100 },
      default: { blocks: 50_000, every: 50, eventsPerBlock: 1, holders: 100 },
      full: { blocks: 200_000, every: 50, eventsPerBlock: 1, holders: 100 },
    },
    noise: 5,
    clickhouse: false,
    bar: { atLeast: { 'ratio.squid': 15 } },
  },
  'ingest-mixed': {
    module: './mixed.mjs',
    what: "the devnet's three economies, every kind of domain event → event log, ledger, positions, bills in Postgres",
    sizes: economies,
    bar: { atLeast: { 'ratio.squid': 3 } },
  },
  reindex: {
    module: './reindex.mjs',
    what: 'the workload of ingest-dense from the raw-log archive, without the node',
    sizes: dense,
    bar: { atLeast: { 'ratio.ingest-dense': 1.3 } },
  },
  replay: {
    module: './replay.mjs',
    what: 'every projection of the three economies again from the event log, in a scratch schema, equal to what is there',
    sizes: economies,
    bar: { atLeast: { eventsPerSecond: 100_000 } },
  },
  head: {
    module: './head.mjs',
    what: 'a block on the node → visible in GraphQL, one block a second with 200 transfers each',
    sizes: {
      small: { blocks: 15, eventsPerBlock: 200, holders: 5_000 },
      default: { blocks: 60, eventsPerBlock: 200, holders: 5_000 },
      full: { blocks: 600, eventsPerBlock: 200, holders: 5_000 },
    },
    bar: { atMost: { p50Ms: 250, p99Ms: 1_000 } },
  },
  health: {
    module: './health.mjs',
    what: 'p99 of /health and memory of the API under each attack that once took it down, stores that never answer beside',
    sizes: {
      small: { bills: 5_000, seconds: 3 },
      default: { bills: 20_000, seconds: 10 },
      full: { bills: 200_000, seconds: 60 },
    },
    bar: { atMost: { p99Ms: 250, rssMiB: 512 } },
  },
  close: {
    module: './close.mjs',
    what: 'a month of positions in Postgres → report, shares, tree, every proof checked, files; a proof served',
    sizes: {
      small: { positions: 10_000, stakers: 3_000 },
      medium: { positions: 100_000, stakers: 30_000 },
      default: { positions: 1_000_000, stakers: 300_000, growth: 1 },
    },
    bar: {
      atLeast: { 'ratio.openzeppelin': 20 },
      atMost: { seconds: 60, rssMiB: 2_048, growth: 1, proofP50Ms: 5 },
    },
  },
}

const options = {
  help: { type: 'boolean', short: 'h' },
  json: { type: 'boolean' },
  size: { type: 'string' },
  full: { type: 'boolean' },
}

/** @returns what to run, or `help`, or `error` in words */
export function chooseBench(args, parseArgs) {
  let parsed
  try {
    parsed = parseArgs({ args, options, allowPositionals: true })
  } catch (error) {
    return { error: error.message }
  }
  const { values, positionals } = parsed
  if (values.help) return { help: true }
  const known = Object.keys(benches).join(', ')
  const [name, ...more] = positionals
  if (name === undefined) return { error: `which bench? There are: ${known}` }
  if (more.length > 0) return { error: `one bench at a time; not ${more.join(', ')} as well` }
  if (!Object.hasOwn(benches, name)) return { error: `no bench is called ${name}. There are: ${known}` }
  const sizeName = values.full ? 'full' : (values.size ?? 'default')
  const { sizes, ...bench } = benches[name]
  if (!Object.hasOwn(sizes, sizeName))
    return { error: `no size is called ${sizeName}. There are: ${Object.keys(sizes).join(', ')}` }
  return { name, ...bench, sizeName, size: sizes[sizeName], json: values.json ?? false }
}

export function usage() {
  const list = Object.entries(benches).map(
    ([name, { what, sizes }]) =>
      `  ${name.padEnd(15)}${what}\n${' '.repeat(17)}sizes: ${Object.keys(sizes).join(', ')}`,
  )
  return `Usage: npm run bench -- NAME [--size SIZE] [--json]

--full is --size full. Benches:
${list.join('\n')}

Every bench starts its own node and databases, checks the result before it prints a rate, and stops what it started.
Progress goes to stderr, the result to stdout. Example:
  npm run --silent bench -- ingest-dense --size small --json`
}
