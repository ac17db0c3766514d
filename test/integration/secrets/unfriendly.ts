import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** How a provider turns somebody away; all but the last two quote what they were asked with. */
export const manners = ['unauthorized', 'html', 'rpc error', 'hangs', 'refuses'] as const
export type Manner = (typeof manners)[number]

/** A server that has an address and gives nothing: a node, or a ClickHouse that knows no such user. */
export class Unfriendly {
  asked = 0
  manner: Manner = 'unauthorized'
  private constructor(
    private readonly server: Server,
    readonly origin: string,
  ) {}

  static async start(): Promise<Unfriendly> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const self = new Unfriendly(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    server.on('request', (request, response) => {
      self.asked += 1
      const quoted = `${request.url} ${request.headers.authorization ?? ''} of http://${request.headers.host}${request.url}`
      request.resume()
      if (self.manner === 'hangs') return
      if (self.manner === 'refuses') return void request.socket.destroy()
      if (self.manner === 'unauthorized') return void response.writeHead(401).end(`no such key: ${quoted}`)
      if (self.manner === 'html') return void response.end(`<html><body>log in: ${quoted}</body></html>`)
      request.on('end', () => {
        const error = { code: -32_000, message: `Must be authenticated! ${quoted}` }
        response.end(JSON.stringify({ jsonrpc: '2.0', id: 1, error }))
      })
    })
    return self
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }
}
