// What anybody on the internet may send to the API; each of these once took it down. See docs/benchmarks.md, `health`.
import http from 'node:http'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const WEEKS_6 = { from: '2026-01-01T00:00:00Z', to: '2026-02-12T00:00:00Z' }
/** Subscriptions at once, each from an address of its own: one address may hold a hundred. */
const SUBSCRIBERS = 1_200
const LORIS = 2_000

const aliases = (count, field) => Array.from({ length: count }, (_, n) => `a${n}:${field}`).join(' ')
/** 993 bytes that ask for 5 MB. */
const introspection = `{${aliases(30, '__schema{...s}')}} fragment s on __Schema{types{name description fields{name description args{name description type{name}} type{name kind ofType{name kind}}} inputFields{name type{name}} enumValues{name}}}`
const bills = `{${aliases(20, 'bills(network:"bench",first:1000){nodes{id billId jobId account adaptor node status escrow cost refund openedAt}}')}}`
const fourPages = `{${aliases(4, 'bills(network:"bench",first:1000){nodes{id billId jobId account adaptor node status escrow cost refund openedAt}}')}}`
const series = `{${aliases(20, `supplySeries(network:"bench",from:"${WEEKS_6.from}",to:"${WEEKS_6.to}",every:HOUR){timestamp burned}`)}}`

/** Every attack ends when it is answered, refused, or has been held for `ms`. */
export const attacks = {
  none: (_, ms) => sleep(ms),
  introspection: (url) => post(url, { query: introspection }),
  'introspection-batches': (url) => all(6, () => post(url, batch(introspection))),
  'bills-batch': (url) => post(url, batch(bills)),
  'bills-crowd': (url) => all(50, () => post(url, { query: fourPages })),
  'rest-crowd': (url) => all(100, () => get(url, '/supply/bench')),
  'series-without-clickhouse': (url) => all(10, () => post(url, { query: series })),
  subscriptions: (url, ms) => subscribe(url, ms),
  'slow-loris': (url, ms) => loris(url, ms),
  'large-bodies': (url) => all(20, () => post(url, { query: `{ __typename } #${'x'.repeat(1_000_000)}` })),
}

const batch = (query) => Array.from({ length: 10 }, () => ({ query }))
const all = (count, attack) => Promise.all(Array.from({ length: count }, (_, n) => attack(n)))

/** Reads the answer to its end and keeps nothing of it; a refusal is an answer. @returns its bytes */
function post(url, body) {
  const text = JSON.stringify(body)
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
    const request = http.request(new URL('/graphql', url), { method: 'POST', headers, agent: false }, (response) => {
      let bytes = 0
      response.on('data', (chunk) => {
        bytes += chunk.length
      })
      response.once('close', () => resolve(bytes))
    })
    request.once('error', () => resolve(0))
    request.end(text)
  })
}

function get(url, target) {
  return new Promise((resolve) => {
    const request = http.get(new URL(target, url), { agent: false }, (response) => {
      response.resume()
      response.once('close', resolve)
    })
    request.once('error', resolve)
  })
}

/** Subscribers that read nothing of what they are told. */
async function subscribe(url, ms) {
  const query = JSON.stringify({ query: 'subscription { head(network: "bench") { number hash timestamp final } }' })
  const sockets = await open(url, SUBSCRIBERS, (socket, n) => {
    socket.pause()
    socket.write(
      `POST /graphql HTTP/1.1\r\nhost: bench\r\naccept: text/event-stream\r\ncontent-type: application/json\r\n` +
        `x-forwarded-for: 203.0.${n >> 8}.${n & 255}\r\ncontent-length: ${query.length}\r\n\r\n${query}`,
    )
  })
  await sleep(ms)
  for (const socket of sockets) socket.destroy()
}

/** Sockets that send a header now and then, and never the last one; the server may close them. */
async function loris(url, ms) {
  const sockets = await open(url, LORIS, (socket) => socket.write('POST /graphql HTTP/1.1\r\nhost: bench\r\n'))
  for (const end = Date.now() + ms; Date.now() < end; await sleep(500))
    for (const socket of sockets) if (!socket.destroyed) socket.write('x: y\r\n')
  for (const socket of sockets) socket.destroy()
}

async function open(url, count, begin) {
  const { hostname, port } = new URL(url)
  const sockets = []
  for (let n = 0; n < count; n++) {
    const socket = net.connect(Number(port), hostname)
    socket.on('error', () => socket.destroy())
    socket.once('connect', () => begin(socket, n))
    sockets.push(socket)
    // as fast as a kernel takes them, and no faster
    if (n % 100 === 99) await sleep(20)
  }
  return sockets
}
