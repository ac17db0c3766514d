import type { SocketRpcClient } from 'viem/utils'
import { absenceOf, hostOf, NodeError } from './nodeError'
import type { Answer, Request } from './post'

type Client = SocketRpcClient<WebSocket>

/** An open socket keeps its process from ending: one that nobody has asked for so long is closed. */
const IDLE_MS = 1_000

/** By URL, as viem keeps its clients: what one room has closed, another asks no more. */
const sockets = new Map<string, NodeSocket>()

export function socketOf(url: string): NodeSocket {
  const socket = sockets.get(url) ?? new NodeSocket(url)
  sockets.set(url, socket)
  return socket
}

/**
 * Sends requests over a WebSocket that is opened for the first of them. One that failed is given up, and the next request
 * opens another: viem's own reconnecting ends for good after five tries and prints the address.
 */
class NodeSocket {
  private client: Promise<Client> | undefined
  private unanswered = 0
  private idle: NodeJS.Timeout | undefined

  constructor(private readonly url: string) {}

  /** @throws NodeError E-RPC */
  async send(request: Request, timeoutMs: number): Promise<Answer> {
    this.unanswered++
    clearTimeout(this.idle)
    try {
      return await this.answer(request, timeoutMs)
    } finally {
      if (--this.unanswered === 0) this.idle = setTimeout(() => this.giveUp(this.client), IDLE_MS)
    }
  }

  private async answer(request: Request, timeoutMs: number): Promise<Answer> {
    // Few networks are read by WebSocket, and what opens one is large.
    const { getWebSocketRpcClient } = await import('viem/utils')
    this.client ??= getWebSocketRpcClient(this.url, { reconnect: false })
    const client = this.client
    const deadline = AbortSignal.timeout(timeoutMs)
    const late = new Promise<never>((_, reject) => deadline.addEventListener('abort', () => reject(deadline.reason)))
    const answered = client.then((open) => open.requestAsync({ body: { ...request }, timeout: timeoutMs }))
    try {
      return (await Promise.race([answered, late])) as Answer
    } catch (error) {
      // Other requests that wait for it fail by themselves.
      this.giveUp(client)
      throw new NodeError(hostOf(this.url), request.method, absenceOf(error, timeoutMs))
    }
  }

  private giveUp(client: Promise<Client> | undefined): void {
    if (this.client === client) this.client = undefined
    client?.then((open) => open.close()).catch(() => undefined)
  }
}
