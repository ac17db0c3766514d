import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { NETWORK } from '../chain/contracts'
import { mostBytes } from '../load/memory'
import { postJson, type Reply, request } from '../load/request'
import type { World } from '../trial/world'
import { shuffled } from './shuffled'
import type { Step } from './step'

/** What the api may take, whatever is asked. */
const MOST_BYTES = 512_000_000
/** What an answer to one request may be: five full pages of the widest list. */
const MOST_ANSWER_BYTES = 6_000_000
/** Requests at once of those that cost most. */
const AT_ONCE = 6
/** Longest that /health may be silent on a machine that does other work too; its bench asks for a twentieth. */
const HEALTH_MS = 5_000
const SLOW_CLIENTS = 40
/** Whoever asks for the most waits for the others who do: ten operations of a batch, each up to 5 s for a place. */
const FLOOD_MS = 60_000

const repeated = (times: number, one: (n: number) => string) =>
  Array.from({ length: times }, (_, n) => one(n)).join(' ')
const document = (query: string, variables: object = {}) => ({ query, variables })
const page = (first: string) => `bills(network: "${NETWORK}", first: ${first}) { nodes { id } }`

interface Attack {
  readonly ask: (url: string) => Promise<Reply>
  /** status of the refusal, and its code where it is one of ours */
  readonly status: readonly number[]
  readonly code?: RegExp
}

const graphql =
  (body: unknown, headers: Record<string, string> = {}) =>
  (url: string) =>
    postJson(`${url}/graphql`, body as object, { headers })

/** What must be refused, and how: the caller learns what was wrong, and it costs nothing. */
const attacks: Readonly<Record<string, Attack>> = {
  depth: {
    ask: graphql(document(`{ ${'status { '.repeat(20)} name ${'} '.repeat(20)} }`)),
    status: [200, 400],
    code: /^E-LIMIT$/,
  },
  aliases: {
    ask: graphql(document(`{ ${repeated(200, (n) => `a${n}: status { name }`)} }`)),
    status: [200, 400],
    code: /^E-LIMIT$/,
  },
  'the schema, thirty times': {
    ask: graphql(document(`{ ${repeated(30, (n) => `a${n}: __schema { types { name } }`)} }`)),
    status: [200, 400],
    code: /^E-LIMIT$/,
  },
  'a literal page': {
    ask: graphql(document(`{ ${page('1001')} }`)),
    status: [200, 400],
    code: /^E-(BAD-INPUT|LIMIT|PAGE)/,
  },
  'a page in a variable': {
    ask: graphql(document(`query ($n: Int) { ${page('$n')} }`, { n: 2_000_000_000 })),
    status: [200, 400],
    code: /^E-(BAD-INPUT|LIMIT|PAGE)/,
  },
  'a batch of eleven': {
    ask: graphql(Array.from({ length: 11 }, () => document('{ __typename }'))),
    status: [400, 413],
  },
  '1 MB': { ask: graphql(document(`{ __typename } # ${'x'.repeat(1_000_000)}`)), status: [413] },
  'a simple request (GET)': {
    ask: (url) => request(`${url}/graphql?query=${encodeURIComponent('{ __typename }')}`),
    status: [403],
  },
  'a simple request (POST)': {
    ask: graphql(JSON.stringify(document('{ __typename }')), { 'content-type': 'text/plain' }),
    status: [403],
  },
  'a foreign origin': {
    ask: graphql(document('{ __typename }'), { origin: 'https://evil.example' }),
    status: [403],
    code: /^E-FORBIDDEN-ORIGIN$/,
  },
}

/** What is answered or refused, but within bounds: the most for the least bytes. */
const dear: readonly unknown[] = [
  Array.from({ length: 10 }, () =>
    document(`{ ${repeated(30, (n) => `a${n}: __schema { types { name fields { name type { name } } } }`)} }`),
  ),
  Array.from({ length: 10 }, () =>
    document(
      `{ ${repeated(20, (n) => `a${n}: bills(network: "${NETWORK}", first: 1000) { edges { node { id billId jobId account adaptor escrow } } }`)} }`,
    ),
  ),
  Array.from({ length: 10 }, () =>
    document(`{ ${repeated(20, (n) => `a${n}: poolPeriods(network: "${NETWORK}") { period deposited }`)} }`),
  ),
  document(
    `query ($from: DateTime!, $to: DateTime!) { ${repeated(20, (n) => `a${n}: supplySeries(network: "${NETWORK}", from: $from, to: $to, every: HOUR) { timestamp total burned staked }`)} }`,
    { from: '2025-06-01T00:00:00Z', to: '2025-07-15T00:00:00Z' },
  ),
]

/** Everything that anybody may send, while people ask and are answered. */
export const hostileRequests: Step = async (world) => {
  const { services } = world.served!
  const url = services.url!
  for (const [name, { ask, status, code }] of Object.entries(attacks)) {
    const reply = await ask(url)
    const said = codeOf(reply)
    if (!status.includes(reply.status) || (code && !code.test(said ?? '')))
      throw new Error(`G1: ${name} was not refused: ${reply.status} ${said} ${reply.text.slice(0, 300)}`)
  }
  const slow = slowClients(new URL(url))
  try {
    const most = await mostBytes(services.processes.api.pid!, () =>
      world.served!.during(world, {}, () => healthy(url, () => flood(world, url))),
    )
    if (most > MOST_BYTES) throw new Error(`G1: the api took ${(most / 1e6).toFixed(0)} MB`)
  } finally {
    slow.close()
  }
  world.hit('G1')
}

function codeOf({ text }: Reply): string | undefined {
  try {
    const body = JSON.parse(text)
    const { errors, error } = Array.isArray(body) ? body[0] : body
    return error?.code ?? errors?.[0]?.extensions?.code
  } catch {
    return undefined
  }
}

async function flood(world: World, url: string): Promise<void> {
  const mining = world.mine(4, 200)
  for (const body of shuffled(dear, world.random)) {
    const replies = await Promise.all(
      Array.from({ length: AT_ONCE }, () => postJson(`${url}/graphql`, body as object, { withinMs: FLOOD_MS })),
    )
    for (const { text, status } of replies) {
      if (text.length > MOST_ANSWER_BYTES) throw new Error(`G1: an answer of ${text.length} bytes`)
      if (status >= 500 && status !== 503) throw new Error(`G1: status ${status}: ${text.slice(0, 300)}`)
      if (text.includes('E-INTERNAL')) throw new Error(`G1: a masked error: ${text.slice(0, 500)}`)
    }
  }
  await mining
}

/** /health answers all the while. */
async function healthy(url: string, work: () => Promise<unknown>): Promise<void> {
  let over = false
  let longest = 0
  const asking = (async () => {
    for (; !over; await sleep(50)) {
      const asked = performance.now()
      const { status } = await request(`${url}/health`)
      longest = Math.max(longest, performance.now() - asked)
      if (status !== 200) throw new Error(`G1: /health says ${status}`)
    }
  })()
  try {
    await Promise.race([work(), asking])
  } finally {
    over = true
    await asking
  }
  if (longest > HEALTH_MS) throw new Error(`G1: /health was silent for ${(longest / 1_000).toFixed(1)} s`)
}

/** Connections that send a byte now and then, and never a whole request. */
function slowClients({ hostname, port }: URL): { close(): void } {
  const sockets = Array.from({ length: SLOW_CLIENTS }, () => net.connect(Number(port), hostname))
  for (const socket of sockets) {
    socket.on('error', () => undefined)
    socket.write('POST /graphql HTTP/1.1\r\nhost: a\r\nx-slow: ')
  }
  const dripping = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x')
  }, 300)
  return {
    close: () => {
      clearInterval(dripping)
      for (const socket of sockets) socket.destroy()
    },
  }
}
