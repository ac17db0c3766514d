/** The next item is read while the one before is worked on. */
export async function* oneAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let ahead = items.next()
  while (true) {
    const step = await ahead
    if (step.done) return
    ahead = items.next()
    // Its error is thrown when it is awaited; until then it must not count as an unhandled rejection.
    ahead.catch(() => {})
    yield step.value
  }
}
