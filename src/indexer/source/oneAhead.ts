/** The next item is read while the one before is worked on. */
export async function* oneAhead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let ahead = items.next()
  while (true) {
    const step = await ahead
    if (step.done) return
    ahead = items.next()
    // Its error is thrown in its turn; until then nobody waits for it.
    ahead.catch(() => {})
    yield step.value
  }
}
