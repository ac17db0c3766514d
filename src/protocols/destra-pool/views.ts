import * as pool from '../../abi/destra-pool'
import * as firstPool from '../../abi/destra-pool-gen1'
import * as secondPool from '../../abi/destra-pool-gen2'
import type { Generation } from '../../economics/pool/rules'
import { address } from '../../economics/units'
import type { Around } from '../contract'

/** The view and its struct differ by generation; amount and whether a stake is withdrawn are in all three. */
export const userStakes: Readonly<
  Record<Generation, typeof pool.functions.getUserStakes | typeof firstPool.functions.getUserStakes>
> = {
  1: firstPool.functions.getUserStakes,
  2: secondPool.functions.getUserStakes,
  3: pool.functions.getUserStakes,
}

/** Which stakes an `Unstaked` withdrew that came through another contract (domain.md §2, trap 4). */
export function withdrawnAround(generation: Generation): Around {
  const view = userStakes[generation]
  return {
    ask({ address: contract, topics }, call) {
      const directly = call.to === contract && call.input.startsWith(pool.functions.unstake.sighash)
      if (topics[0] !== pool.events.Unstaked.topic || directly) return undefined
      return view.encode({ user: address(`0x${topics[1]?.slice(-40)}`) })
    },
    between: (before, after) => withdrawnBetween(generation, before, after),
  }
}

/** Indexes of an owner's stakes that are withdrawn in the second answer of `getUserStakes` and are not in the first. */
export function withdrawnBetween(generation: Generation, before: string, after: string): number[] {
  const view = userStakes[generation]
  const earlier = view.decodeResult(before)
  // A stake that the first answer lacks was made and withdrawn in between.
  return view
    .decodeResult(after)
    .flatMap(({ withdrawn }, index) => (withdrawn && !earlier[index]?.withdrawn ? [index] : []))
}
