import type { IncomingMessage, ServerResponse } from 'node:http'
import { AssayError } from '../../errors'
import { yieldToEventLoop } from '../../process/yieldToEventLoop'
import type { Services } from '../context'
import { applyCors } from './cors'
import { serveDistribution } from './distributions'
import { acceptJob } from './jobs'
import type { Metrics } from './metrics'
import { serveHealth, serveReady, serveStatus } from './operations'
import { servePage } from './page'
import { sendError } from './respond'
import type { Scrape } from './scrape'
import { serveSupply } from './supply'
import { requestTarget } from './target'

/** The services, and what else the routes need. */
interface Site {
  readonly services: Services
  readonly metrics: Metrics
  readonly scrape: Scrape
  readonly dashboardDir: string
  readonly graphiqlDir: string
  readonly origins: ReadonlySet<string>
  readonly graphql: (request: IncomingMessage, response: ServerResponse) => unknown
}

interface Route {
  readonly methods: readonly string[]
  serve(site: Site, request: IncomingMessage, response: ServerResponse, url: URL, rest: readonly string[]): unknown
}

const reads = ['GET', 'HEAD']

/** By the first part of the path; whatever is not here is the page's. */
const routes: Readonly<Record<string, Route>> = {
  // yoga answers a wrong method itself, as the GraphQL over HTTP specification wants it
  graphql: {
    methods: [],
    serve: async ({ graphql, graphiqlDir }, request, response) => {
      if (isBrowser(request)) return servePage(request, response, graphiqlDir, '/')
      // yoga takes up a request for a millisecond, and hundreds may arrive in one turn of the event loop
      await yieldToEventLoop()
      return graphql(request, response)
    },
  },
  graphiql: {
    methods: reads,
    serve: ({ graphiqlDir }, request, response, url) =>
      servePage(request, response, graphiqlDir, url.pathname.slice('/graphiql'.length)),
  },
  supply: {
    methods: reads,
    serve: ({ services }, _, response, url, rest) => serveSupply(services, response, rest, url.searchParams),
  },
  distributions: {
    methods: reads,
    serve: ({ services }, request, response, _, rest) => serveDistribution(services, request, response, rest),
  },
  jobs: { methods: ['POST'], serve: ({ services }, request, response) => acceptJob(services, request, response) },
  health: { methods: reads, serve: (_, __, response) => serveHealth(response) },
  ready: { methods: reads, serve: ({ services }, _, response) => serveReady(services, response) },
  status: { methods: reads, serve: ({ services }, _, response) => serveStatus(services, response) },
  metrics: { methods: reads, serve: ({ scrape }, _, response) => scrape.serve(response) },
}

const page: Route = {
  methods: reads,
  serve: ({ dashboardDir }, request, response, url) => servePage(request, response, dashboardDir, url.pathname),
}

/** Answers one request, whatever happens. */
export async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const started = performance.now()
  let name = 'page'
  response.on('close', () => site.metrics.observe(name, response.statusCode, (performance.now() - started) / 1000))
  try {
    const url = requestTarget(request)
    // a target may name a host (`GET http://x/graphql`); yoga knows paths only
    request.url = url.pathname + url.search
    const [first = '', ...rest] = parts(url.pathname)
    const route = Object.hasOwn(routes, first) ? routes[first]! : page
    if (route !== page) name = first
    if (applyCors(request, response, site.origins)) return
    if (route.methods.length > 0 && !route.methods.includes(request.method ?? '')) {
      response.setHeader('allow', route.methods.join(', '))
      throw new AssayError('E-METHOD', `${request.method} is not a method of this route`)
    }
    await route.serve(site, request, response, url, rest)
  } catch (error) {
    // a client that went away needs no answer
    if (request.destroyed && !request.complete) response.destroy()
    else sendError(response, error, (unexpected) => site.services.log.error(unexpected as Error))
  }
}

/** Whether somebody has typed the address: programs ask for JSON or for anything. */
function isBrowser({ method, headers }: IncomingMessage): boolean {
  return (method === 'GET' || method === 'HEAD') && (headers.accept?.includes('text/html') ?? false)
}

/** @throws AssayError E-NOT-FOUND when the path is not decodable */
function parts(pathname: string): string[] {
  try {
    return pathname.split('/').slice(1).filter(Boolean).map(decodeURIComponent)
  } catch (cause) {
    throw new AssayError('E-NOT-FOUND', 'no such page', { cause })
  }
}
