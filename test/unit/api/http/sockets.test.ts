import { EventEmitter, once } from 'node:events'
import type { Server, ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { boundedServer, limitPerAddress, type SocketLimits } from '../../../../src/api/http/sockets'
import { KEEP_ALIVE_MS, STALLED_MS } from '../../../../src/api/limits'

const NEVER_MS = 600_000
const lenient: SocketLimits = {
  headersMs: NEVER_MS,
  requestMs: NEVER_MS,
  keepAliveMs: NEVER_MS,
  stalledMs: NEVER_MS,
  checkMs: 10,
  connections: 100,
  connectionsPerAddress: 100,
}

let server: Server
const sockets: Socket[] = []
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
  server.close()
})

async function listening(
  limits: Partial<SocketLimits>,
  answer = (response: ServerResponse) => void response.end('ok'),
) {
  server = boundedServer((_, response) => answer(response), { ...lenient, ...limits })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
}

async function socketThatSends(text: string): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  sockets.push(socket)
  await once(socket, 'connect')
  socket.write(text)
  return socket
}

/** All that comes until the server closes; whoever writes at that moment is reset, after it has heard the same. */
async function heard(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => {
    text += chunk
  })
  socket.on('error', () => undefined)
  await new Promise((closed) => socket.once('close', closed))
  return text
}

const REQUEST = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n'

describe('a socket is closed', () => {
  it('that sends nothing', async () => {
    await listening({ headersMs: 30, requestMs: 30 })
    expect(await heard(await socketThatSends(''))).toContain('408')
  })

  it('that sends its headers slowly', async () => {
    await listening({ headersMs: 30, requestMs: 60 })
    const socket = await socketThatSends('GET / HTTP/1.1\r\n')
    const slowly = setInterval(() => socket.write('x: y\r\n'), 10)
    expect(await heard(socket).finally(() => clearInterval(slowly))).toContain('408')
  })

  it('that is idle after its answer, and only then', async () => {
    await listening({ keepAliveMs: 30 })
    expect(await heard(await socketThatSends(REQUEST))).toContain('ok')
  })

  it('that reads nothing of its answer', async () => {
    const answer = new EventEmitter()
    const closed = once(answer, 'close')
    await listening({ stalledMs: 50 }, (response) => {
      response.once('close', () => answer.emit('close'))
      // more than the buffers of both ends hold
      for (let i = 0; i < 64; i++) response.write(Buffer.alloc(1_000_000))
    })
    const socket = await socketThatSends(REQUEST)
    socket.pause()
    await closed
  })

  it('that is one too many', async () => {
    await listening({ connections: 1 })
    const first = await socketThatSends('')
    expect(await heard(await socketThatSends(REQUEST))).toBe('')
    first.write(REQUEST)
    expect(String((await once(first, 'data'))[0])).toContain('200 OK')
  })
})

it('one address on the internet has a share of the sockets, a proxy of ours may have them all', () => {
  const listener = new EventEmitter()
  limitPerAddress(listener, 2)
  class Arrival extends EventEmitter {
    destroyed = false
    constructor(readonly remoteAddress: string) {
      super()
    }
    destroy(): void {
      this.destroyed = true
      this.emit('close')
    }
  }
  const arrives = (remoteAddress: string) => {
    const socket = new Arrival(remoteAddress)
    listener.emit('connection', socket)
    return socket
  }
  const [first, , third] = ['203.0.113.9', '203.0.113.9', '::ffff:203.0.113.9'].map(arrives)
  const others = ['203.0.113.10', '10.0.0.1', '10.0.0.1', '10.0.0.1'].map(arrives)
  expect([first!.destroyed, third!.destroyed, ...others.map((each) => each.destroyed)]).toEqual([
    ...[false, true],
    ...[false, false, false, false],
  ])
  first!.destroy()
  expect(arrives('203.0.113.9').destroyed).toBe(false)
})

it('a connection outlives what load balancers keep theirs, and pings of a subscription outlive a stall', () => {
  expect(KEEP_ALIVE_MS).toBeGreaterThan(60_000)
  expect(STALLED_MS).toBeGreaterThan(12_000)
})
