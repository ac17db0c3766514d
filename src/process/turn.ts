let last: Promise<void> = Promise.resolve()

/**
 * Resolves in a turn of the event loop of its own: between two heavy pieces of work, whoever does them, the loop
 * answers what else has arrived. Node runs all immediates that are due in one go, hence the chain.
 */
export function turn(): Promise<void> {
  last = last.then(() => new Promise((resolve) => setImmediate(resolve)))
  return last
}
