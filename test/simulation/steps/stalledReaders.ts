import net from 'node:net'
import { NETWORK } from '../chain/contracts'
import { mostBytes } from '../load/memory'
import { request } from '../load/request'
import type { World } from '../trial/world'
import type { Step } from './step'

/** Readers that open a subscription and never read. */
const READERS = { short: 200, long: 5_000 } as const
/** Of one client: fewer than a client may hold. */
const PER_CLIENT = 10
/** Opened at once: a burst that the listen queue takes. */
const BURST = 50
/** What the api may take, with as many as there may be. */
const MOST_BYTES = 512_000_000

/** Many subscriptions whose readers stall: memory is bounded, others are served, and their subscriptions are released. */
export const stalledReaders: Step = async (world) => {
  const served = world.served!
  const url = served.services.url!
  const readers = READERS[world.plan.longOutages ? 'long' : 'short']
  const before = await open(url)
  const sockets: net.Socket[] = []
  try {
    const most = await mostBytes(served.services.processes.api.pid!, async () => {
      for (let n = 0; n < readers; n++) {
        sockets.push(subscribe(new URL(url), clientOf(n)))
        if (n % BURST === BURST - 1)
          await world.until('a burst of subscriptions', () => sockets.every(({ connecting }) => !connecting))
      }
      await world.until(`${readers} subscriptions`, async () => (await open(url)) >= before + readers)
      await served.during(world, {}, () => told(world, url))
    })
    if (most > MOST_BYTES) throw new Error(`G2: the api took ${(most / 1e6).toFixed(0)} MB for ${readers} readers`)
  } finally {
    for (const socket of sockets) socket.destroy()
  }
  await world.until('the subscriptions to be released', async () => (await open(url)) <= before)
  world.hit('G2')
}

/** Addresses of 127.0.0.0/8, each a client. */
const clientOf = (n: number) =>
  `127.0.${1 + Math.floor(n / PER_CLIENT / 250)}.${1 + (Math.floor(n / PER_CLIENT) % 250)}`

const subscription = JSON.stringify({ query: `subscription { head(network: "${NETWORK}") { number hash } }` })
const head = (host: string) =>
  `POST /graphql HTTP/1.1\r\nhost: ${host}\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${subscription.length}\r\n\r\n${subscription}`

function subscribe({ hostname, port, host }: URL, localAddress: string): net.Socket {
  const socket = net.connect({ port: Number(port), host: hostname, localAddress })
  socket.on('error', () => undefined)
  socket.pause()
  socket.write(head(host))
  return socket
}

/** Somebody who reads is told of new blocks while the others stall. */
async function told(world: World, url: string): Promise<void> {
  const socket = subscribe(new URL(url), '127.0.0.2')
  let text = ''
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString()
  })
  socket.resume()
  try {
    for (let n = 0; n < 3; n++) {
      await world.mine(2, 50)
      const { hash } = world.view.tip
      await world.until('a reader to be told of a new block', () => text.includes(hash))
    }
  } finally {
    socket.destroy()
  }
}

/** Subscriptions that the api counts. */
async function open(url: string): Promise<number> {
  const { text } = await request(`${url}/metrics`)
  return Number(/^assay_subscriptions (\d+)$/m.exec(text)?.[1] ?? Number.NaN)
}
