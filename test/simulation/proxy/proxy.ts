import net from 'node:net'

/** What a watcher decides about bytes on their way: pass them on, or not. */
export type Verdict = 'pass' | 'drop'

/** Sees bytes of one connection, in both directions. */
export interface Watcher {
  toServer?(chunk: Buffer, link: Link): Verdict
  toClient?(chunk: Buffer, link: Link): Verdict
}

/** One proxied connection. */
export class Link {
  /** what a watcher remembers of this connection */
  readonly notes = new Set<string>()

  constructor(
    readonly client: net.Socket,
    readonly server: net.Socket,
  ) {}

  reset(): void {
    this.client.resetAndDestroy()
    this.server.destroy()
  }

  /** Bytes to the client that the server never sent. */
  forge(bytes: Buffer): void {
    this.client.write(bytes)
  }
}

/** A TCP proxy in front of a store, where connections are refused, cut, and answers lost. */
export class TcpProxy {
  private readonly links = new Set<Link>()
  private away = false
  /** bytes of the store's answers wait so long before they go on */
  delayMs = 0
  /** connections turned away since it left */
  refused = 0
  /** connections taken in all */
  taken = 0
  /** pieces of questions that have come, whatever became of them */
  asked = 0
  /** set while something is to go wrong */
  watcher: Watcher | undefined

  private constructor(
    private readonly listener: net.Server,
    private readonly target: number,
  ) {}

  static async start(target: number): Promise<TcpProxy> {
    const listener = net.createServer()
    const proxy = new TcpProxy(listener, target)
    listener.on('connection', (client) => proxy.connect(client))
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    return proxy
  }

  get port(): number {
    return (this.listener.address() as net.AddressInfo).port
  }

  /** By which port of ours the store knows each connection: `client_port` of pg_stat_activity. */
  get clientPorts(): number[] {
    return [...this.links].flatMap(({ server }) => server.localPort ?? [])
  }

  /** The same URL, through this proxy. */
  through(url: string): string {
    const proxied = new URL(url)
    proxied.hostname = '127.0.0.1'
    proxied.port = String(this.port)
    return proxied.href
  }

  /** From now on the store cannot be reached, and what was connected is cut. */
  leave(): void {
    this.away = true
    this.refused = 0
    this.cut()
  }

  comeBack(): void {
    this.away = false
  }

  /** From now on the store takes connections and questions, and not a byte of an answer arrives. */
  freeze(): void {
    this.watcher = { toClient: () => 'drop' }
  }

  /** Ends `freeze`: what was asked meanwhile is never answered, so its connections are cut. */
  thaw(): void {
    this.watcher = undefined
    this.cut()
  }

  cut(): void {
    for (const link of this.links) link.reset()
  }

  async stop(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.listener.close(resolve))
  }

  private connect(client: net.Socket): void {
    client.on('error', () => undefined)
    if (this.away) {
      this.refused += 1
      client.resetAndDestroy()
      return
    }
    this.taken += 1
    const server = net.connect(this.target, '127.0.0.1')
    server.on('error', () => client.destroy())
    const link = new Link(client, server)
    this.links.add(link)
    client.once('close', () => {
      server.destroy()
      this.links.delete(link)
    })
    server.once('close', () => this.later(() => client.destroy()))
    client.on('data', (chunk) => {
      this.asked += 1
      if ((this.watcher?.toServer?.(chunk, link) ?? 'pass') === 'pass') server.write(chunk)
    })
    server.on('data', (chunk) => {
      if ((this.watcher?.toClient?.(chunk, link) ?? 'pass') === 'pass') this.later(() => client.write(chunk))
    })
  }

  /** Equal delays keep their order. */
  private later(act: () => void): void {
    if (this.delayMs === 0) act()
    else setTimeout(act, this.delayMs)
  }
}
