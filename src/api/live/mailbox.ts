/** Values a reader may leave unread: more than the jobs that change between two polls of a busy pool. */
export const MAX_PENDING_VALUES = 1_000

/**
 * Values that a subscriber has not read yet. A newer value replaces an unread one of the same key, and the oldest goes
 * when there are too many, so that a stalled reader costs a bounded amount: the values are states, not a log.
 */
export class Mailbox<T> implements AsyncIterableIterator<T> {
  private readonly pending = new Map<string, T>()
  private waiting: ((result: IteratorResult<T>) => void) | undefined
  private closed = false

  /** @param onClose called once, when the reader leaves or the publisher closes it */
  constructor(private readonly onClose: (mailbox: Mailbox<T>) => void) {}

  put(key: string, value: T): void {
    if (this.closed) return
    if (this.waiting) {
      const deliver = this.waiting
      this.waiting = undefined
      deliver({ value, done: false })
      return
    }
    this.pending.delete(key)
    this.pending.set(key, value)
    if (this.pending.size > MAX_PENDING_VALUES) this.pending.delete(this.pending.keys().next().value!)
  }

  next(): Promise<IteratorResult<T>> {
    if (this.closed) return Promise.resolve({ value: undefined, done: true })
    const [oldest] = this.pending
    if (oldest) {
      this.pending.delete(oldest[0])
      return Promise.resolve({ value: oldest[1], done: false })
    }
    return new Promise((resolve) => {
      this.waiting = resolve
    })
  }

  return(): Promise<IteratorResult<T>> {
    this.close()
    return Promise.resolve({ value: undefined, done: true })
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.pending.clear()
    this.waiting?.({ value: undefined, done: true })
    this.waiting = undefined
    this.onClose(this)
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
