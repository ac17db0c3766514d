/** What the transaction of an event says of the argument that the event leaves out (domain.md §2, traps 4 and 11). */
export interface Named {
  /** argument that the transaction itself calls the pool with */
  readonly called?: number
  /** argument behind every selector of the call in the transaction's input, in its order, wherever it stands */
  readonly named: readonly number[]
  /** how many such events, of any pool, came before it in the transaction */
  readonly nth: number
  /** how many the transaction has */
  readonly of: number
}

/** Those that the input can mean; none when it says nothing of this event. */
export function namedOf<T>(
  could: readonly T[],
  argumentOf: (each: T) => number,
  { named, nth, of }: Named,
): readonly T[] {
  // As many calls as events: the n-th is of the n-th. More: some failed, and which is not said. Fewer: some calls do not
  // stand in the input, and this may be one of them.
  if (named.length === of) return could.filter((each) => argumentOf(each) === named[nth])
  return named.length > of ? could.filter((each) => named.includes(argumentOf(each))) : []
}
