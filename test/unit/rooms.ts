/** What a room of src/ may import beside itself and errors.ts, and why it is so. A room imports nothing else. */
export interface Room {
  readonly may: readonly string[]
  readonly because: string
  /** rooms above it of which it may name types, which leave no trace in what runs */
  readonly typesOf?: readonly string[]
}

/** Floors: what several rooms stand on. */
const floors = ['config', 'process', 'postgres', 'chain'] as const
/** Computed from arguments alone. */
const pure = ['economics', 'events'] as const

export const rooms: Readonly<Record<string, Room>> = {
  economics: { may: [], because: 'who gets how much depends on nothing but its arguments' },
  events: { may: ['economics', 'abi'], because: 'a fact is decoded alike on every machine' },
  abi: { may: [], because: 'generated' },
  model: { may: [], because: 'generated, and what the generator cannot say of a table' },
  process: { may: [], because: 'how a process logs, stops, waits and keeps secrets is the same whatever it does' },
  config: { may: ['economics', 'process'], because: 'settings and profiles are parsed before anything is known' },
  postgres: { may: ['config', 'process', 'model'], because: 'lends connections and knows no figure' },
  chain: { may: ['config', 'economics', 'process'], because: 'asks nodes and sends, whatever for' },
  ledger: { may: [...pure, ...floors, 'model'], because: 'reads what the indexer wrote, for whoever asks' },
  protocols: {
    may: [...pure, 'abi', 'model', 'ledger', 'keccak'],
    typesOf: ['indexer', 'analytics', 'api', 'config', 'postgres'],
    because: 'a contract kind is declared; the generic rooms ask it',
  },
  indexer: {
    may: [...pure, ...floors, 'abi', 'model', 'protocols', 'keccak'],
    because: 'turns a chain into rows, and asks no one who reads them',
  },
  analytics: { may: [...pure, ...floors, 'protocols'], because: 'copies final rows' },
  rewards: { may: [...pure, ...floors, 'ledger', 'keccak'], because: 'money depends on Postgres alone' },
  dispatch: { may: [...pure, ...floors, 'ledger'], because: 'jobs depend on Postgres and the job log' },
  audit: {
    may: [...pure, ...floors, 'abi', 'model', 'ledger', 'protocols', 'keccak'],
    because: 'derives again what others wrote, and serves nobody',
  },
  simulate: { may: [...pure, ...floors, 'ledger'], because: 'asks what if, of what happened' },
  api: {
    may: [...pure, ...floors, 'ledger', 'protocols', 'analytics', 'rewards', 'dispatch'],
    because: 'serves, and computes nothing of its own',
  },
  dashboard: { may: [], because: 'knows the public API only, as anybody’s page would' },
  graphiql: { may: [], because: 'a page of its own' },
  embedded: { may: [...floors], because: 'starts services; what they are for is not its business' },
  devnet: {
    may: [...pure, ...floors, 'embedded', 'dispatch', 'abi'],
    because: 'makes a year of transactions, and asks for jobs as anybody would',
  },
  cli: { may: ['*'], because: 'a command joins rooms' },
}

/** Imports that the table forbids and that are right all the same. */
export const exceptions: readonly { readonly from: string; readonly to: string; readonly because: string }[] = []
