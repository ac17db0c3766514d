import { setImmediate } from 'node:timers/promises'
import { Mailbox } from './mailbox'
import type { SubscriptionLimiter } from './subscriptionLimiter'

/** A value, and the key of what it is a state of. */
export interface Published<T> {
  readonly key: string
  readonly value: T
}

/** Values since the last reading; the first reading finds where to begin. */
export type Reading<T> = () => Promise<readonly Published<T>[]>

/** Where a topic's values come from. */
export interface Source<T> {
  /** called when a first reader comes: the position of earlier readings is forgotten */
  readonly begin: () => Reading<T>
  /** whether a new reader is given the state published last, or only what happens from now on */
  readonly keepsState: boolean
}

/** The client that a subscription counts for, and the connection it ends with. */
export interface Subscriber {
  readonly client: string
  readonly connection: { readonly closed: boolean; once(event: 'close', listener: () => void): unknown }
}

interface Waiting {
  resolve(): void
  reject(error: unknown): void
}

/** Readers given a value, or let in, in one turn of the event loop: each costs a millisecond or two of executing its selection. */
const READERS_PER_TURN = 5

/** Values polled while someone subscribes, once for all subscribers. */
export class Topic<T> {
  private readonly readers = new Map<Mailbox<T>, (value: T) => boolean>()
  /** the values published last, by key; empty where the source keeps no state */
  private readonly state = new Map<string, T>()
  /** readers, and subscribers that wait for their first reading */
  private members = 0
  private read: Reading<T> | undefined
  private timer: NodeJS.Timeout | undefined
  private isReading = false
  /** subscribers that wait for the reading under way, and for the one after it */
  private current: Waiting[] = []
  private next: Waiting[] = []

  /** @param onError called with the error of a reading; the next one tries again */
  constructor(
    private readonly limiter: SubscriptionLimiter,
    private readonly intervalMs: number,
    private readonly source: Source<T>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /**
   * Resolves once the subscription has begun: it delivers everything that happens after that, and nothing that happened
   * before. The first value of a state is the one published last, so that a thousand readers cost no reading of their own.
   * @param accepts which values are wanted; all of them unless given
   * @throws AssayError E-TOO-MANY-SUBSCRIPTIONS, and the error of the reading it waited for
   */
  async subscribe(
    { client, connection }: Subscriber,
    accepts: (value: T) => boolean = () => true,
  ): Promise<AsyncIterableIterator<T>> {
    const release = this.limiter.acquire(client)
    this.members += 1
    const leave = () => {
      release()
      this.members -= 1
      if (this.members === 0) this.stop()
    }
    try {
      if (this.state.size === 0) await this.reading()
    } catch (error) {
      leave()
      throw error
    }
    const mailbox = new Mailbox<T>((closed) => {
      this.readers.delete(closed)
      leave()
    })
    this.readers.set(mailbox, accepts)
    for (const [key, value] of this.state) if (accepts(value)) mailbox.put(key, value)
    // nothing reads the values of a closed connection, and nothing else would close its mailbox
    if (connection.closed) mailbox.close()
    else connection.once('close', () => mailbox.close())
    return mailbox
  }

  close(): void {
    for (const reader of [...this.readers.keys()]) reader.close()
    this.stop()
  }

  /** Waits for a reading that a new reader may begin from: of a feed, one that begins after the reader came. */
  private reading(): Promise<void> {
    return new Promise((resolve, reject) => {
      const queue = this.isReading && this.source.keepsState ? this.current : this.next
      queue.push({ resolve, reject })
      if (this.timer) return
      this.read = this.source.begin()
      this.timer = setInterval(() => void this.tick(), this.intervalMs)
      void this.tick()
    })
  }

  private stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
    this.read = undefined
    this.state.clear()
  }

  private async tick(): Promise<void> {
    const { read } = this
    if (this.isReading || !read) return
    this.isReading = true
    this.current = this.next
    this.next = []
    try {
      const found = await read()
      if (this.read === read) await this.publish(found)
      await inTurns(this.current, ({ resolve }) => resolve())
    } catch (error) {
      this.onError(error)
      for (const { reject } of this.current) reject(error)
    } finally {
      this.current = []
      this.isReading = false
    }
  }

  private async publish(values: readonly Published<T>[]): Promise<void> {
    if (this.source.keepsState) for (const { key, value } of values) this.state.set(key, value)
    if (values.length === 0) return
    await inTurns([...this.readers], ([reader, accepts]) => {
      for (const { key, value } of values) if (accepts(value)) reader.put(key, value)
    })
  }
}

/** Yields to the event loop between slices: thousands of readers must not make everybody else wait. */
async function inTurns<R>(readers: readonly R[], visit: (reader: R) => void): Promise<void> {
  for (let n = 0; n < readers.length; n++) {
    if (n > 0 && n % READERS_PER_TURN === 0) await setImmediate()
    visit(readers[n]!)
  }
}
