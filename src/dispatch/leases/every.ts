import { AssayError } from '../../errors'

/** A live lease is of a job that is leased or running under its token: anything else must not be committed. */
export function assertEvery(touched: number, expected: number): void {
  if (touched !== expected)
    throw new AssayError('E-LEASE', `${touched} jobs changed where ${expected} live leases ended`, {
      next: 'A lease and its job disagree: stop the dispatcher and report it with table lease.',
    })
}
