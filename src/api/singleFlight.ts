import { AssayError } from '../errors'
import type { Admission } from './admission'

/**
 * The newest value of each subject, computed once for all callers of one version. A failed flight is forgotten: its own
 * caller may have aborted it, so the others try themselves.
 */
export class SingleFlight<T> {
  private readonly newest = new Map<string, Flight<T>>()

  /** @param admission bounds how many versions are computed at once */
  constructor(private readonly admission: Admission) {}

  /** Whether that version is there already, or under way. */
  has(subject: string, version: string): boolean {
    return this.newest.get(subject)?.version === version
  }

  /** @throws AssayError what `compute` refuses, to all who wait for it; E-BUSY of the admission */
  async get(subject: string, version: string, compute: () => Promise<T>): Promise<T> {
    for (;;) {
      const flight = this.newest.get(subject)
      if (flight?.version !== version) return this.start(subject, version, compute)
      try {
        return await flight.result
      } catch (error) {
        if (error instanceof AssayError) throw error
      }
    }
  }

  private start(subject: string, version: string, compute: () => Promise<T>): Promise<T> {
    const result = this.admitted(compute)
    const flight = { version, result }
    this.newest.set(subject, flight)
    result.catch(() => {
      if (this.newest.get(subject) === flight) this.newest.delete(subject)
    })
    return result
  }

  private async admitted(compute: () => Promise<T>): Promise<T> {
    const leave = await this.admission.enter()
    try {
      return await compute()
    } finally {
      leave()
    }
  }
}

interface Flight<T> {
  readonly version: string
  readonly result: Promise<T>
}
