import type { Node } from '../../chain/node'
import { type Line, lower, ok } from '../line'

/** What readers put into one HTTP request, and what the smallest plans take. */
const SIZES = [20, 5] as const

/** How many requests travel together. @param batched the node, by requests that it is sent at once */
export async function batchLine(batched: (size: number) => Node): Promise<Line> {
  const field = 'node.batches'
  for (const size of SIZES) {
    const { ask } = batched(size)
    const answers = await Promise.allSettled(Array.from({ length: size }, () => ask('eth_chainId', [])))
    if (!answers.every(({ status }) => status === 'fulfilled')) continue
    if (size === SIZES[0]) return ok(field, `${size} requests in one`)
    return lower(field, `${size} requests in one, and not ${SIZES[0]}`, { follows: 'history takes longer' })
  }
  return lower(field, `not even ${SIZES.at(-1)} requests in one`, {
    follows: 'each goes alone, and history takes longer',
  })
}
