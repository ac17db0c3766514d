import type { Queryable } from '../../postgres/queryable'
import type { Distribution } from '../distribution'
import type { Program } from '../programs'
import { type DistributionCursor, waitingDistributions } from '../read/distributions'

/** Distributions read at once: a year of weeks. */
const PAGE = 50

/** Every distribution of a program that pays somebody and waits in a state, oldest period first, however many wait. */
export async function* waitingToPay(
  db: Queryable,
  program: Program,
  state: 'verified' | 'approved',
): AsyncGenerator<Distribution> {
  let after: DistributionCursor | null = null
  for (;;) {
    const page = await waitingDistributions(db, program, state, { first: PAGE, after })
    yield* page
    const last = page[PAGE - 1]
    if (last === undefined) return
    after = { end: last.end, id: last.id }
  }
}
