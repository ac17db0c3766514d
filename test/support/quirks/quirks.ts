import batchErrors from './batchErrors.json'
import rangeErrors from './rangeErrors.json'

// Answers are whatever a node gives: fields are read and spoilt by name.
// biome-ignore lint/suspicious/noExplicitAny: a node's JSON
type Json = any

export interface Call {
  readonly id: number
  readonly method: string
  readonly params: Json[]
}

export interface Answer {
  readonly id: unknown
  result?: Json
}

export interface Refusal {
  /** of the HTTP answer; 200 where it is not given */
  readonly status?: number
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown }
}

/** An HTTP answer in place of a JSON-RPC one. */
export interface Page {
  /** 0: the connection is cut */
  readonly status: number
  readonly body: string
  readonly retryAfter?: string
}

/** One use of a quirk. */
export interface QuirkCase {
  readonly argument: string | undefined
  /** how often this key has been counted, this time included */
  count(key: string): number
  /** every request, its calls in a list */
  readonly asked: (readonly Call[])[]
  /** whether the endpoint has shut its door */
  down: boolean
  /** when it admits requests again, in ms of the clock */
  opens: number
  /** requests that it is answering */
  inFlight: number
}

/** A way in which an endpoint differs from a sound node. */
export interface Quirk {
  http?(each: QuirkCase): Page | undefined
  batch?(list: readonly Call[], each: QuirkCase): (Refusal & { readonly each?: boolean }) | undefined
  /** in place of the node's answer */
  before?(call: Call, each: QuirkCase): Refusal | { readonly result: Json } | undefined
  after?(call: Call, answer: Answer, each: QuirkCase): void
}

/** Blocks that an endpoint with a limit admits. */
const RANGE_LIMIT = 8
const ZERO = `0x${'0'.repeat(512)}`
const FULL = `0x${'f'.repeat(512)}`

const hex = (number: number) => `0x${number.toString(16)}`
const upper = (text: string) => `0x${text.slice(2).toUpperCase()}`
/** Letters in either case, as in an address with a checksum. */
const checksummed = (text: string) =>
  `0x${[...text.slice(2)].map((letter, at) => (at % 3 ? letter : letter.toUpperCase())).join('')}`
const widened = (text: string) => `0x0${text.slice(2)}`
const isLogs = ({ method }: Call) => method === 'eth_getLogs'

const ofLogs =
  (spoil: (log: Json) => void): Quirk['after'] =>
  (call, { result }) => {
    if (isLogs(call) && Array.isArray(result)) for (const log of result) spoil(log)
  }
const ofHeaders =
  (spoil: (header: Json) => void): Quirk['after'] =>
  ({ method }, { result }) => {
    if (/^eth_getBlockBy/.test(method) && result) spoil(result)
  }
const both =
  (...afters: Quirk['after'][]): Quirk['after'] =>
  (...args) => {
    for (const after of afters) after?.(...args)
  }
const refused = (code: number, message: string): Refusal => ({ error: { code, message } })

export const quirks: Readonly<Record<string, Quirk>> = {
  plain: {},
  range: {
    before({ method, params: [filter] }, { argument }) {
      if (method !== 'eth_getLogs' || !filter.fromBlock) return undefined
      const shape: Refusal = rangeErrors[argument as keyof typeof rangeErrors]
      return Number(filter.toBlock) - Number(filter.fromBlock) >= RANGE_LIMIT ? shape : undefined
    },
  },
  batch: {
    batch(list, { argument }) {
      const shape = batchErrors[argument as keyof typeof batchErrors]
      return list.length > shape.limit ? shape : undefined
    },
  },
  nulllogs_once: {
    before: (call, { count }) =>
      isLogs(call) && count(JSON.stringify(call.params)) === 1 ? { result: null } : undefined,
  },
  bloomzero: { after: ofHeaders((header) => Object.assign(header, { logsBloom: ZERO })) },
  bloomfull: { after: ofHeaders((header) => Object.assign(header, { logsBloom: FULL })) },
  bloomextra: {
    after: ofHeaders((header) => Object.assign(header, { logsBloom: `0x8${header.logsBloom.slice(3)}` })),
  },
  bloomabsent: { after: ofHeaders((header) => delete header.logsBloom) },
  // A system transaction's log, last in its block and in no bloom.
  systemlog: {
    after(call, { result }) {
      if (!isLogs(call) || !call.params[0].blockHash || !result?.length) return
      const last = result[result.length - 1]
      result.push({
        ...last,
        address: '0x0000000000000000000000000000000000001010',
        topics: ['0x4dfe1bbbcf077ddc3e01291eea2d5c70c2b422b415d95645b9adcfd678cb1d63'],
        data: '0x01',
        logIndex: hex(Number(last.logIndex) + 1),
        transactionIndex: hex(Number(last.transactionIndex) + 1),
        transactionHash: `0x${'ab'.repeat(32)}`,
      })
    },
  },
  logindex: { after: ofLogs((log) => Object.assign(log, { logIndex: hex(Number(log.logIndex) + 1) })) },
  unfiltered: {
    before: (call) =>
      isLogs(call) && !call.params[0].address
        ? refused(-32701, 'Please specify an address in your request or order a dedicated full node')
        : undefined,
  },
  noblockhash: {
    before: (call) =>
      isLogs(call) && call.params[0].blockHash
        ? refused(-32602, 'invalid argument 0: cannot use blockHash')
        : undefined,
  },
  numbers: {
    after: ofLogs((log) =>
      Object.assign(log, { logIndex: Number(log.logIndex), transactionIndex: Number(log.transactionIndex) }),
    ),
  },
  zeros: {
    after: both(
      ofLogs((log) => {
        for (const field of ['logIndex', 'blockNumber', 'transactionIndex']) log[field] = widened(log[field])
      }),
      ofHeaders((header) => {
        for (const field of ['number', 'timestamp']) header[field] = widened(header[field])
      }),
    ),
  },
  upper: {
    after: ofLogs((log) =>
      Object.assign(log, { topics: log.topics.map(upper), data: upper(log.data), address: upper(log.address) }),
    ),
  },
  uppertx: {
    after: ofLogs((log) =>
      Object.assign(log, { transactionHash: upper(log.transactionHash), blockHash: upper(log.blockHash) }),
    ),
  },
  upperblocks: {
    after: ofHeaders((header) =>
      Object.assign(header, { hash: upper(header.hash), parentHash: upper(header.parentHash) }),
    ),
  },
  // Machines of two kinds behind one address, in one answer.
  mixed: {
    after: both(
      (call, { result }) => {
        if (!isLogs(call) || !Array.isArray(result)) return
        for (const [i, log] of result.entries()) {
          if (i % 2 === 0) continue
          log.topics = log.topics.map((topic: string, at: number) => (at % 2 ? checksummed(topic) : upper(topic)))
          for (const field of ['data', 'blockHash', 'transactionHash']) log[field] = upper(log[field])
          log.address = checksummed(log.address)
        }
      },
      ofHeaders((header) => {
        if (Number(header.number) % 2) Object.assign(header, { hash: upper(header.hash) })
        else Object.assign(header, { parentHash: checksummed(header.parentHash), logsBloom: upper(header.logsBloom) })
      }),
    ),
  },
  // A load balancer of machines of which one has not heard of the newest block, and one says so.
  backward: {
    after({ method, params }, answer, { count }) {
      if (method === 'eth_blockNumber' && count('head') % 2) answer.result = hex(Number(answer.result) - 1)
      if (method === 'eth_getBlockByNumber' && params[0] === 'latest' && count('latest') % 3 === 0) answer.result = null
    },
  },
  removed_once: {
    after: (call, { result }, { count }) => {
      if (isLogs(call) && result?.length && count(JSON.stringify(call.params)) === 1) result[0].removed = true
    },
  },
  twice_once: {
    after: (call, { result }, { count }) => {
      if (isLogs(call) && result?.length && count(JSON.stringify(call.params)) === 1) result.push({ ...result.at(-1) })
    },
  },
  // What some nodes add, and what some leave out.
  extra: {
    after: both(
      ofLogs((log) => {
        Object.assign(log, { blockTimestamp: '0x1', l1BatchNumber: null, transactionLogIndex: '0x0', type: 'mined' })
        delete log.removed
      }),
      ofHeaders((header) => {
        for (const field of ['size', 'totalDifficulty', 'uncles', 'mixHash', 'nonce', 'miner']) delete header[field]
        Object.assign(header, { l1BlockNumber: '0x1', sendRoot: null })
      }),
    ),
  },
  allnumbers: {
    after: both(
      ofLogs((log) => Object.assign(log, { blockNumber: Number(log.blockNumber) })),
      ofHeaders((header) =>
        Object.assign(header, { number: Number(header.number), timestamp: Number(header.timestamp) }),
      ),
      ({ method }, answer) => {
        if (method === 'eth_chainId' || method === 'eth_blockNumber') answer.result = Number(answer.result)
      },
    ),
  },
  micros: {
    after: ofHeaders((header) => Object.assign(header, { timestamp: hex(Number(header.timestamp) * 1_000_000) })),
  },
  bloomshort: { after: ofHeaders((header) => Object.assign(header, { logsBloom: '0x00' })) },
  // It does no calls, and says so by nothing at all.
  nullcalls: {
    before: ({ method }) => (method === 'eth_call' || method === 'eth_getCode' ? { result: null } : undefined),
  },
  // No log has a number of its own.
  pertx: { after: ofLogs((log) => Object.assign(log, { logIndex: '0x0' })) },
  gaps: { after: ofLogs((log) => Object.assign(log, { logIndex: hex(Number(log.logIndex) * 3) })) },
  descending: { after: (call, { result }) => void (isLogs(call) && result?.reverse()) },
  doubled: {
    after: (call, answer) => {
      if (isLogs(call) && answer.result) answer.result = answer.result.flatMap((log: Json) => [log, { ...log }])
    },
  },
  // What nobody can follow: no log has a place.
  noindex: { after: ofLogs((log) => delete log.transactionIndex) },
  twice: {
    after: (call, { result }) => {
      if (isLogs(call) && result?.length) result.push({ ...result.at(-1) })
    },
  },
  sametime: {
    after: ofHeaders((header) =>
      Object.assign(header, { timestamp: hex(Number(header.timestamp) - (Number(header.timestamp) % 60)) }),
    ),
  },
  millis: {
    after: ofHeaders((header) => Object.assign(header, { timestamp: hex(Number(header.timestamp) * 1000) })),
  },
  // Its path carries a key, and its refusal quotes it.
  keyed: {
    http: ({ down, argument }) =>
      down
        ? {
            status: 401,
            body: JSON.stringify({
              jsonrpc: '2.0',
              id: null,
              error: { code: -32600, message: `Must be authenticated! Key ${argument} is not active.` },
            }),
          }
        : undefined,
  },
  pay402: { http: ({ count }) => (count('asked') % 3 ? { status: 402, body: 'Payment Required' } : undefined) },
  // Ends in the middle of history, or with the first blocks that are read whole.
  dying: {
    http(each) {
      const isHead = each.asked.at(-1)!.filter(({ params }) => params[0]?.blockHash).length > 1
      const ends = each.argument === 'head' ? isHead : each.asked.length > 12
      if (ends && each.count('end') === 1) each.down = true
      return each.down ? { status: 0, body: '' } : undefined
    },
  },
  // Its head is so many blocks behind.
  behind: {
    after(call, answer, { argument }) {
      if (call.method === 'eth_blockNumber') answer.result = hex(Number(answer.result) - Number(argument))
    },
  },
  // From so many questions on.
  chain5: {
    before: ({ method }, { count, argument }) =>
      method === 'eth_chainId' && count(method) > (Number(argument) || 0) ? { result: '0x5' } : undefined,
  },
  // Another branch from a height on.
  forked: {
    after: ({ method }, { result }, { argument }) => {
      if (!/^eth_getBlockBy/.test(method) || !result || Number(result.number) < Number(argument)) return
      result.hash = `0xf0${result.hash.slice(4)}`
      if (Number(result.number) > Number(argument)) result.parentHash = `0xf0${result.parentHash.slice(4)}`
    },
  },
  // The payment is due for good.
  unpaid: { http: ({ down }) => (down ? { status: 402, body: 'Payment Required' } : undefined) },
  rate200: {
    before: (_, { count }) =>
      count('asked') % 4 ? refused(429, 'Your app has exceeded its compute units per second capacity.') : undefined,
  },
  quick429: {
    http: ({ count }) =>
      count('asked') % 4
        ? {
            status: 429,
            body: JSON.stringify({ jsonrpc: '2.0', id: null, ...refused(-32007, '50/second request limit reached') }),
          }
        : undefined,
  },
  bare429: { http: ({ count }) => (count('asked') % 4 ? { status: 429, body: '' } : undefined) },
  // All but each second request, or each of as many as the argument says.
  busy503: {
    http: ({ count, argument }) =>
      count('asked') % (Number(argument) || 2) ? { status: 503, body: 'rate limit exceeded' } : undefined,
  },
  bare503: { http: ({ count }) => (count('asked') % 4 ? { status: 503, body: '' } : undefined) },
  limit32005: { before: (_, { count }) => (count('asked') % 4 ? refused(-32005, 'limit exceeded') : undefined) },
  // Twenty requests, and none for two seconds.
  later429: {
    http(each) {
      if (Date.now() < each.opens) return { status: 429, body: 'Too Many Requests', retryAfter: '2' }
      if (each.count('asked') % 20 === 0) each.opens = Date.now() + 2_000
      return undefined
    },
  },
  // A batch costs as much as its calls.
  credits: {
    batch: (list) =>
      list.length > 12 ? { status: 429, error: { code: -32005, message: 'credits per second exceeded' } } : undefined,
  },
  inflight: {
    http: (each) => (each.inFlight > 2 ? { status: 429, body: 'too many concurrent requests' } : undefined),
  },
  pruned4444: {
    before: (call, { argument }) =>
      isLogs(call) && Number(call.params[0].fromBlock) < Number(argument)
        ? refused(4444, 'pruned history unavailable')
        : undefined,
  },
  // It has the state of its head alone.
  nostate: {
    before: ({ method, params }) =>
      (method === 'eth_call' || method === 'eth_getCode') && params[1] !== 'latest'
        ? refused(-32000, 'missing trie node 259288a5 (path ) state 0x2592 is not available, not found')
        : undefined,
  },
  // Receipts below a height are pruned: an empty list, no error.
  silentprune: {
    after(call, answer, { argument }) {
      if (isLogs(call) && Array.isArray(answer.result))
        answer.result = answer.result.filter((log: Json) => Number(log.blockNumber) >= Number(argument))
    },
  },
  // The machine that answers eth_getLogs is behind the one that answers the head.
  lag: {
    before: (call, { count }) =>
      isLogs(call) && call.params[0].blockHash && count(call.params[0].blockHash) < 3
        ? refused(-32000, 'unknown block')
        : undefined,
  },
}
