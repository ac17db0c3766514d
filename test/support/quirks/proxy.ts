import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, type Call, type Quirk, type QuirkCase, quirks, type Refusal } from './quirks'

/**
 * A JSON-RPC proxy in front of a node whose path names a quirk: `/<quirk>/<argument>/<case>`. Each case counts for
 * itself what it was asked, so that cases run side by side; without one they share.
 */
export class QuirkProxy {
  private readonly cases = new Map<string, QuirkCase>()
  private readonly agent = new http.Agent({ keepAlive: true })

  private constructor(
    private readonly server: http.Server,
    private readonly upstream: string,
  ) {}

  static async start(upstream: string): Promise<QuirkProxy> {
    const server = http.createServer()
    const proxy = new QuirkProxy(server, upstream)
    server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      let text = ''
      request.on('data', (chunk) => {
        text += chunk
      })
      request.on('end', () => void proxy.respond(request.url!, text, response))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  url(path: string): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${path}`
  }

  /** What a case has been asked so far. */
  caseOf(path: string): QuirkCase {
    const known = this.cases.get(`/${path}`)
    if (known) return known
    const seen = new Map<string, number>()
    const count = (key: string) => {
      const times = (seen.get(key) ?? 0) + 1
      seen.set(key, times)
      return times
    }
    const made: QuirkCase = { argument: path.split('/')[1], count, asked: [], down: false, opens: 0, inFlight: 0 }
    this.cases.set(`/${path}`, made)
    return made
  }

  stop(): void {
    this.agent.destroy()
    this.server.closeAllConnections()
    this.server.close()
  }

  private async respond(url: string, text: string, response: http.ServerResponse): Promise<void> {
    const send = (status: number, body: unknown, retryAfter?: string) => {
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(retryAfter && { 'retry-after': retryAfter }),
      })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    }
    const each = this.caseOf(url.slice(1))
    each.inFlight += 1
    try {
      const asked: Call | Call[] = JSON.parse(text)
      const list = Array.isArray(asked) ? asked : [asked]
      const quirk = quirks[url.split('/')[1]!] ?? {}
      each.asked.push(list)
      const page = quirk.http?.(each)
      if (page?.status === 0) return void response.destroy()
      if (page) return send(page.status, page.body, page.retryAfter)
      const whole = Array.isArray(asked) ? quirk.batch?.(list, each) : undefined
      if (whole) {
        const refused = (id: unknown) => ({ jsonrpc: '2.0', id, error: whole.error })
        return send(whole.status ?? 200, whole.each ? list.map(({ id }) => refused(id)) : refused(null))
      }
      const answers = await Promise.all(list.map((call) => this.answer(call, quirk, each)))
      const status = answers.find((answer) => answer.status)?.status ?? 200
      const bodies = answers.map(({ status, ...body }) => ({ jsonrpc: '2.0', ...body }))
      send(status, Array.isArray(asked) ? bodies : bodies[0])
    } catch (error) {
      send(502, `Bad gateway: ${(error as Error).message}`)
    } finally {
      each.inFlight -= 1
    }
  }

  private async answer(call: Call, quirk: Quirk, each: QuirkCase): Promise<Refusal & { readonly id: unknown }> {
    const own = quirk.before?.(call, each)
    if (own) return { ...own, id: call.id }
    const answer = await this.ask(call)
    quirk.after?.(call, answer, each)
    return answer
  }

  private ask(call: Call): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const options = { method: 'POST', agent: this.agent, headers: { 'content-type': 'application/json' } }
      const request = http.request(this.upstream, options, (response) => {
        let text = ''
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('end', () => {
          try {
            resolve(JSON.parse(text))
          } catch (error) {
            reject(error)
          }
        })
      })
      request.on('error', reject)
      request.end(JSON.stringify(call))
    })
  }
}
