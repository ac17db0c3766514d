import type { Node } from '../../chain/node'
import type { Profile, ProfileContract } from '../../config/profile'
import { tokens as tokenViews } from '../../protocols/uniswap-v2/mark'
import { viewOf, wordsOf } from '../contract'
import { type Line, ok, refuse } from '../line'

/** Which of a pair's tokens is the network's: with the other one the price is its reciprocal. */
export async function pairLines(
  { token }: Profile,
  node: Node,
  field: string,
  { address, tokenIndex }: ProfileContract,
): Promise<Line[]> {
  const answers = await Promise.all(tokenViews.map((data) => viewOf(node, address, data)))
  if (answers.some((answer) => answer === undefined || wordsOf(answer) !== 1)) return []
  const tokens = answers.map((answer) => `0x${answer!.slice(26)}`)
  const at = tokens.indexOf(token.address)
  if (at === -1)
    return [
      refuse(
        `${field}.address`,
        `a pair of ${tokens.join(' and ')}`,
        `one of ${token.address}`,
        'the address of its pair',
      ),
    ]
  if (at === tokenIndex) return [ok(`${field}.tokenIndex`, `${at}`)]
  return [refuse(`${field}.tokenIndex`, `${tokenIndex}`, `${at}, as token${at}() says`, `"tokenIndex": ${at}`)]
}
