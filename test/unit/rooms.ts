/** What a room of src/ may import beside itself and `errors.ts`, and why. A room imports nothing else. */
export interface Room {
  readonly may: readonly string[]
  /** rooms above it of which it may name types: they leave no trace in what runs */
  readonly typesOf?: readonly string[]
  readonly because: string
}

/** Computed from arguments alone. */
const pure = ['economics', 'events'] as const
/** What several rooms stand on. */
const floors = ['config', 'process', 'postgres', 'chain'] as const

export const rooms: Readonly<Record<string, Room>> = {
  economics: { may: [], because: 'who gets how much depends on nothing but its arguments' },
  events: { may: ['economics'], because: 'a log is decoded alike on every machine' },
  abi: { may: [], because: 'it is generated' },
  model: { may: [], because: 'it is generated, but for the indexes that the generator cannot name' },
  errors: { may: ['process'], because: 'an error tells no secret' },
  keccak: { may: [], because: 'it loads a hash function' },
  process: { may: [], because: 'a process logs, stops, waits and keeps secrets alike, whatever it does' },
  config: { may: ['economics', 'process'], because: 'settings and profiles are parsed before anything is opened' },
  postgres: { may: ['config', 'economics', 'model', 'process'], because: 'it lends connections and knows no figure' },
  chain: { may: ['config', 'economics', 'process'], because: 'it asks nodes and sends, for whoever wants it' },
  ledger: { may: [...pure, ...floors, 'model'], because: 'it reads what the indexer wrote' },
  protocols: {
    may: [...pure, 'abi', 'keccak', 'ledger', 'model'],
    typesOf: ['analytics', 'api', 'config', 'indexer', 'postgres'],
    because: 'a contract kind is declared here once, and the rooms that run it ask for it',
  },
  indexer: {
    may: [...pure, ...floors, 'keccak', 'model', 'protocols'],
    because: 'it turns a chain into rows, and knows nobody who reads them',
  },
  analytics: { may: [...pure, ...floors, 'protocols'], because: 'it copies final rows' },
  rewards: { may: [...pure, ...floors, 'abi', 'keccak', 'ledger'], because: 'money depends on Postgres and the node' },
  dispatch: { may: [...pure, ...floors, 'abi', 'ledger'], because: 'jobs depend on Postgres and the job log' },
  witness: {
    may: ['config'],
    because: 'it computes again what the others pay, from event rows, and so shares none of their code',
  },
  audit: {
    may: [
      ...pure,
      ...floors,
      'abi',
      'analytics',
      'dispatch',
      'keccak',
      'ledger',
      'model',
      'protocols',
      'rewards',
      'witness',
    ],
    because: 'it derives again what others wrote, whoever they are, and nobody but a command asks it',
  },
  preflight: {
    may: ['economics', ...floors, 'abi', 'keccak', 'protocols'],
    because: 'it compares a profile with its chain before anything is read, and changes nothing; the doors run it',
  },
  external: {
    may: ['keccak'],
    because: 'it reads files of others, and knows nothing of ours: no store, node or profile',
  },
  export: { may: ['config', 'economics', 'process', 'postgres'], because: 'it copies rows out, and knows no figure' },
  simulate: { may: [...pure, ...floors, 'ledger'], because: 'it asks what if, of what has happened' },
  api: {
    may: [...pure, ...floors, 'analytics', 'dispatch', 'ledger', 'protocols', 'rewards'],
    because: 'it serves, and computes nothing of its own',
  },
  dashboard: { may: [], because: 'it knows the public API only, as anybody’s page would' },
  graphiql: { may: [], because: 'it is a page of its own' },
  embedded: { may: [...floors], because: 'it starts services, whatever they are for' },
  devnet: {
    may: [...pure, ...floors, 'abi', 'dispatch', 'embedded'],
    because: 'it makes a year of transactions, and asks for jobs as anybody would',
  },
}

/** Imports outside the table, by what their path begins with. */
export const exceptions: readonly { readonly from: string; readonly to: string; readonly because: string }[] = [
  {
    from: 'audit/replay/',
    to: 'indexer/',
    because: 'a replay is the fold of the indexer, over the log instead of a chain',
  },
  { from: 'audit/', to: 'indexer/source/', because: 'a block is read whole by the reader that reads the head so' },
  { from: 'audit/', to: 'indexer/network', because: 'what is known of a network is asked where it is made' },
  {
    from: 'preflight/node/',
    to: 'indexer/source/head/bloom',
    because: 'a filter is compared with what the reader of the head would compute',
  },
  {
    from: 'embedded/kafka/',
    to: 'dispatch/log/joblog',
    because: 'the broker keeps records as long as the job log promises',
  },
  { from: 'rewards/evidence/', to: 'dispatch/read', because: 'heartbeats are evidence of a node’s uptime' },
]

/** A thing that several rooms do is done in one place: what it looks like, and where that is. */
export const places: readonly { readonly what: string; readonly looks: RegExp; readonly only: readonly string[] }[] = [
  {
    what: 'lending a connection, with a listener',
    looks: /\bnew (pg\.)?(Pool|Client)\(|\bpool\.connect\(/,
    only: ['postgres/'],
  },
  { what: 'locking by name', looks: /advisory_|hashtext/, only: ['postgres/advisoryLocks.ts', 'postgres/lock.ts'] },
  {
    what: 'opening a transaction',
    looks: /['"`](begin|commit|rollback|start transaction)\b/i,
    only: ['postgres/transaction.ts', 'postgres/snapshot.ts'],
  },
  { what: 'reading the cursor', looks: /squid_\$/, only: ['postgres/cursor.ts'] },
  {
    what: 'speaking to a node',
    looks:
      /import \{[^}]*\b(create\w*Client|http|webSocket|custom|fallback)\b[^}]*\} from 'viem|['"]?\bjsonrpc\b['"]?:|getWebSocketRpcClient|getChainRpcClient|setRpcEndpoint/,
    only: ['chain/', 'indexer/squid/', 'processor.ts'],
  },
  {
    what: 'ending by a signal',
    looks: /process\.(once|on|off)\(\s*(['"`]SIG|names?\b|signal\b)/,
    only: ['process/stop.ts'],
  },
  {
    what: 'backing off',
    looks: /(?<!\*)\b\w+ \* 2 \*\* /,
    only: ['process/backOff.ts'],
  },
  { what: 'casting past the type system', looks: /\bas never\b|\bas unknown as\b/, only: ['indexer/squid/'] },
]
