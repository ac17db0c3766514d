import { AssayError } from '../errors'

/** Tasks that may run at once, and those that may wait. */
interface AdmissionLimits {
  readonly running: number
  readonly waiting: number
  readonly waitMs: number
}

/** A semaphore whose queue is bounded in length and in time: load that cannot be served soon is refused at once. */
export class Admission {
  private running = 0
  private readonly queue = new Set<() => void>()

  constructor(private readonly limits: AdmissionLimits) {}

  /**
   * Waits for a permit, first come, first served.
   * @returns releases the permit, once: a second call changes nothing
   * @throws AssayError E-BUSY when too many wait already, or when it waited too long
   */
  async enter(): Promise<() => void> {
    if (this.running < this.limits.running) this.running += 1
    else if (this.queue.size >= this.limits.waiting) throw busy()
    else await this.wait()
    let left = false
    return () => {
      if (!left) this.leave()
      left = true
    }
  }

  private wait(): Promise<void> {
    return new Promise((resolve, reject) => {
      const admitted = () => {
        clearTimeout(timer)
        resolve()
      }
      const timer = setTimeout(() => {
        this.queue.delete(admitted)
        reject(busy())
      }, this.limits.waitMs)
      this.queue.add(admitted)
    })
  }

  /** Hands the permit to the first in the queue. */
  private leave(): void {
    const [next] = this.queue
    if (!next) this.running -= 1
    else {
      this.queue.delete(next)
      next()
    }
  }
}

function busy(): AssayError {
  return new AssayError('E-BUSY', 'the server answers as many queries as it can', {
    next: 'Try again in a moment.',
    retryable: true,
  })
}
