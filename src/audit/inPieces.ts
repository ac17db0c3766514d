import type { AuditContext } from './check'

/** Asked about at once: a few of a node's batches. */
const AT_ONCE = 200

/** Each item with what is answered of it, in their order. @param what they are, for the progress */
export async function* inPieces<T, A>(
  { progress }: Pick<AuditContext, 'progress'>,
  what: string,
  items: readonly T[],
  ask: (item: T) => Promise<A>,
): AsyncGenerator<readonly [T, A]> {
  for (let from = 0; from < items.length; from += AT_ONCE) {
    progress(`${from} of ${items.length} ${what}`)
    const some = items.slice(from, from + AT_ONCE)
    const answers = await Promise.all(some.map(ask))
    for (const [i, item] of some.entries()) yield [item, answers[i]!]
  }
}
