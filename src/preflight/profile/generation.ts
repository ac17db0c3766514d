import type { Hex } from 'viem'
import type { Node } from '../../chain/node'
import type { ProfileContract } from '../../config/profile'
import type { Address } from '../../economics/units'
import { generationMarks } from '../../protocols/destra-pool/mark'
import { viewOf, wordsOf } from '../contract'
import { type Line, note, ok, refuse } from '../line'

/** Generations that a pool may be of, by what its views answer and which claims its code emits. */
export async function generationsOf(node: Node, pool: Address, code: Hex | undefined): Promise<readonly number[]> {
  const answer = await viewOf(node, pool, generationMarks.period.data)
  const words = answer === undefined ? undefined : wordsOf(answer)
  const emits = (topic: string) => code?.includes(topic.slice(2)) ?? false
  if (words === generationMarks.thirdWords) return [3]
  const first = emits(generationMarks.firstTopic)
  if (first !== emits(generationMarks.secondTopic))
    return first ? [1] : words === generationMarks.earlierWords ? [2] : [2, 3]
  return words === generationMarks.earlierWords ? [1, 2] : [1, 2, 3]
}

export async function generationLines(
  node: Node,
  field: string,
  { address, generation }: ProfileContract,
  code: Hex | undefined,
): Promise<Line[]> {
  const may = await generationsOf(node, address, code)
  const where = `${field}.generation`
  if (!may.includes(generation)) {
    const found = may.join(' or ')
    return [refuse(where, `${generation}`, `${found}, as its views and claims say`, `"generation": ${may[0]}`)]
  }
  return [may.length === 1 ? ok(where, `${generation}`) : note(where, `${generation}; its views do not tell`)]
}
