import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import { answer, type Call, RpcFault } from './answers'
import type { ChainView } from './chainView'
import type { Faults, TransportFault } from './faults'
import { blockJson } from './json'

/** How long a request that is never answered is held: the indexer's patience must end before. */
const HANG_MS = 2_500

/** The node the indexer reads: JSON-RPC over HTTP and WebSocket, with faults in between. */
export class SimNode {
  private readonly server: Server
  private readonly sockets = new WebSocketServer({ noServer: true })
  private readonly connections = new Set<Duplex>()
  private silent = 0
  /** blocks the answering machine is behind the chain */
  lag = 0
  /** called before each request is answered, with its methods */
  onRequest: (calls: readonly Call[]) => void = () => undefined

  private constructor(
    readonly view: ChainView,
    readonly faults: Faults,
  ) {
    this.server = createServer((request, response) => void this.overHttp(request, response))
    this.server.on('upgrade', (request, socket, head) =>
      this.sockets.handleUpgrade(request, socket, head, (client) => this.overWebSocket(client)),
    )
    this.server.on('connection', (socket) => {
      this.connections.add(socket)
      socket.once('close', () => this.connections.delete(socket))
    })
  }

  static async start(view: ChainView, faults: Faults): Promise<SimNode> {
    const node = new SimNode(view, faults)
    await new Promise<void>((resolve) => node.server.listen(0, '127.0.0.1', resolve))
    return node
  }

  url(scheme: 'http' | 'ws'): string {
    return `${scheme}://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  /** Subscriptions stay open and say nothing for this many heads. */
  silence(heads: number): void {
    this.silent = heads
  }

  async stop(): Promise<void> {
    for (const client of this.sockets.clients) client.terminate()
    for (const connection of this.connections) connection.destroy()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private get head(): number {
    return Math.max(0, this.view.tip.number - this.lag)
  }

  private async overHttp(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString()
    const fault = this.faults.transport()
    if (fault) return this.refuse(fault, response, body)
    response.setHeader('content-type', 'application/json')
    response.end(this.answerBody(body))
  }

  private refuse(fault: TransportFault, response: ServerResponse, body: string): void {
    if (fault === '429' || fault === '500') response.writeHead(Number(fault)).end('busy')
    else if (fault === 'html')
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html><body>Bad gateway</body></html>')
    else if (fault === 'cut-json') {
      const whole = this.answerBody(body)
      response.writeHead(200, { 'content-type': 'application/json' }).end(whole.slice(0, whole.length / 2))
    } else setTimeout(() => response.destroy(), fault === 'timeout' ? HANG_MS : 0)
  }

  private overWebSocket(client: WebSocket): void {
    const subscriptions: string[] = []
    const stopListening = this.view.onHead((fresh) => {
      if (this.silent > 0) this.silent -= 1
      else
        for (const block of fresh)
          for (const subscription of subscriptions) {
            const result = blockJson(block, false)
            client.send(
              JSON.stringify({ jsonrpc: '2.0', method: 'eth_subscription', params: { subscription, result } }),
            )
          }
    })
    client.on('error', () => undefined)
    client.once('close', stopListening)
    client.on('message', (data) => {
      const body = data.toString()
      const fault = this.faults.transport()
      // A socket has no status codes: what is lost on it is an answer, or the connection.
      if (fault === 'timeout') return
      if (fault) return client.terminate()
      const { id, method, params } = JSON.parse(body) as Call
      if (method !== 'eth_subscribe') return client.send(this.answerBody(body))
      if (params?.[0] === 'newHeads') subscriptions.push(`0x${(subscriptions.length + 1).toString(16)}`)
      client.send(JSON.stringify({ jsonrpc: '2.0', id, result: subscriptions[subscriptions.length - 1] }))
    })
  }

  private answerBody(body: string): string {
    const request = JSON.parse(body) as Call | Call[]
    const calls = [request].flat()
    this.onRequest(calls)
    const head = this.head
    const answers = calls.map((call) => this.answerCall(call, head))
    return JSON.stringify(Array.isArray(request) ? answers : answers[0])
  }

  private answerCall(call: Call, head: number): unknown {
    try {
      const result = this.faults.spoil(call, answer(this.view, call, head))
      return { jsonrpc: '2.0', id: call.id, result }
    } catch (error) {
      if (!(error instanceof RpcFault)) throw error
      return { jsonrpc: '2.0', id: call.id, error: { code: error.code, message: error.message } }
    }
  }
}
