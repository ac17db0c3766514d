import type { EventEmitter } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import {
  HEADERS_TIMEOUT_MS,
  KEEP_ALIVE_MS,
  MAX_CONNECTIONS,
  MAX_CONNECTIONS_PER_ADDRESS,
  REQUEST_TIMEOUT_MS,
  SOCKET_CHECK_MS,
  STALLED_MS,
} from '../limits'
import { isInternal, plain } from './clientAddress'

const limits = {
  headersMs: HEADERS_TIMEOUT_MS,
  requestMs: REQUEST_TIMEOUT_MS,
  keepAliveMs: KEEP_ALIVE_MS,
  stalledMs: STALLED_MS,
  checkMs: SOCKET_CHECK_MS,
  connections: MAX_CONNECTIONS,
  connectionsPerAddress: MAX_CONNECTIONS_PER_ADDRESS,
}
export type SocketLimits = Readonly<typeof limits>

/**
 * An HTTP server whose sockets cost a bounded amount: one that sends nothing, sends slowly, reads nothing or is one too
 * many is closed.
 */
export function boundedServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  bounds: SocketLimits = limits,
): Server {
  const server = createServer(
    {
      headersTimeout: bounds.headersMs,
      requestTimeout: bounds.requestMs,
      keepAliveTimeout: bounds.keepAliveMs,
      connectionsCheckingInterval: bounds.checkMs,
    },
    answer,
  )
  server.maxConnections = bounds.connections
  server.timeout = bounds.stalledMs
  limitPerAddress(server, bounds.connectionsPerAddress)
  return server
}

/** Closes what one address on the internet opens above its limit. */
export function limitPerAddress(server: EventEmitter, connections: number): void {
  const open = new Map<string, number>()
  server.on('connection', (socket: Socket) => {
    const address = plain(socket.remoteAddress ?? '')
    // behind one internal address stands a proxy with all its clients
    if (isInternal(address)) return
    const count = (open.get(address) ?? 0) + 1
    open.set(address, count)
    socket.once('close', () => {
      const left = open.get(address)! - 1
      if (left === 0) open.delete(address)
      else open.set(address, left)
    })
    if (count > connections) socket.destroy()
  })
}
