import * as pool from '../../abi/destra-pool'
import * as firstPool from '../../abi/destra-pool-gen1'
import * as secondPool from '../../abi/destra-pool-gen2'
import type { Generation } from '../../economics/pool/rules'

/** The view and its struct differ by generation; amount and whether a stake is withdrawn are in all three. */
export const userStakes: Readonly<
  Record<Generation, typeof pool.functions.getUserStakes | typeof firstPool.functions.getUserStakes>
> = {
  1: firstPool.functions.getUserStakes,
  2: secondPool.functions.getUserStakes,
  3: pool.functions.getUserStakes,
}
