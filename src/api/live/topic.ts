import { Mailbox } from './mailbox'
import type { Seats } from './seats'

/** A value and what it is the state of. */
export interface Published<T> {
  readonly key: string
  readonly value: T
}

type Accepts<T> = (value: T) => boolean

/**
 * Values looked up at an interval for as long as someone listens, once for all listeners.
 */
export class Topic<T> {
  private readonly readers = new Map<Mailbox<T>, Accepts<T>>()
  private timer: NodeJS.Timeout | undefined
  private reading = false

  /**
   * @param read what is new since the last reading; when it fails, that is reported and the next reading tries again
   */
  constructor(
    private readonly seats: Seats,
    private readonly intervalMs: number,
    private readonly read: () => Promise<readonly Published<T>[]>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /**
   * @param first what a new reader gets at once
   * @param accepts which values it wants; all of them unless given
   * @throws AssayError E-TOO-MANY-SUBSCRIPTIONS
   */
  subscribe(first: readonly Published<T>[] = [], accepts: Accepts<T> = () => true): AsyncIterableIterator<T> {
    this.seats.take()
    const mailbox = new Mailbox<T>((closed) => {
      this.readers.delete(closed)
      this.seats.leave()
      if (this.readers.size === 0) this.stop()
    })
    this.readers.set(mailbox, accepts)
    for (const { key, value } of first) mailbox.put(key, value)
    this.timer ??= setInterval(() => void this.tick(), this.intervalMs)
    return mailbox
  }

  close(): void {
    for (const reader of [...this.readers.keys()]) reader.close()
    this.stop()
  }

  private stop(): void {
    clearInterval(this.timer)
    this.timer = undefined
  }

  private async tick(): Promise<void> {
    if (this.reading) return
    this.reading = true
    try {
      for (const { key, value } of await this.read())
        for (const [reader, accepts] of this.readers) if (accepts(value)) reader.put(key, value)
    } catch (error) {
      this.onError(error)
    } finally {
      this.reading = false
    }
  }
}
