import type { SocketRpcClient } from 'viem/utils'
import { absenceOf, hostOf, NodeError } from './nodeError'
import type { Answer, Request } from './post'

type Client = SocketRpcClient<WebSocket>

/**
 * Sends requests over a WebSocket that is opened for the first of them. One that failed is given up, and the next request
 * opens another: viem's own reconnecting ends for good after five tries and prints the address.
 */
export class NodeSocket {
  private client: Promise<Client> | undefined

  constructor(
    private readonly url: string,
    private readonly timeoutMs: number,
  ) {}

  /** @throws NodeError E-RPC */
  async send(request: Request): Promise<Answer> {
    // Few networks are read by WebSocket, and what opens one is large.
    const { getWebSocketRpcClient } = await import('viem/utils')
    this.client ??= getWebSocketRpcClient(this.url, { reconnect: false })
    const client = this.client
    const deadline = AbortSignal.timeout(this.timeoutMs)
    const late = new Promise<never>((_, reject) => deadline.addEventListener('abort', () => reject(deadline.reason)))
    const answered = client.then((open) => open.requestAsync({ body: { ...request }, timeout: this.timeoutMs }))
    try {
      return (await Promise.race([answered, late])) as Answer
    } catch (error) {
      // Other requests that wait for it fail by themselves.
      if (this.client === client) this.client = undefined
      client.then((open) => open.close()).catch(() => undefined)
      throw new NodeError(hostOf(this.url), request.method, absenceOf(error, this.timeoutMs))
    }
  }
}
