let last: Promise<void> = Promise.resolve()

/**
 * Resolves in a turn of the event loop of its own, so that between two heavy pieces of work the loop answers the requests
 * that have arrived. All callers share one chain, because Node runs all immediates that are due in one go.
 */
export function turn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)))
  return last
}
