import { functions } from '../../abi/destra-pool'
import { headOf } from '../../chain/blocks'
import { call } from '../../chain/calls'
import type { Node } from '../../chain/node'
import { type Address, address, type BaseUnits, type Seconds } from '../../economics/units'

/** A staking pool at the head, as far as a deposit depends on it. */
export interface PoolNow {
  readonly index: number
  /** end of the period that the index names */
  readonly end: Seconds
  /** what that period was funded with: nothing of it can be claimed before its end */
  readonly funded: BaseUnits
  readonly owner: Address
  readonly now: Seconds
}

/** The views are those of all three generations; of a period the first three fields are. */
export async function readPool(node: Node, pool: Address): Promise<PoolNow> {
  const view = (data: string) => call(node, { to: pool, data })
  const [index, owner, head] = await Promise.all([
    view(functions.rewardPeriodIndex.encode({})),
    view(functions.owner.encode({})),
    headOf(node),
  ])
  const period = functions.rewardPeriodIndex.decodeResult(index)
  const { ethRewards, endTime } = functions.rewardPeriods.decodeResult(
    await view(functions.rewardPeriods.encode({ period })),
  )
  return {
    ...{ index: Number(period), end: Number(endTime), funded: ethRewards, now: head.time },
    owner: address(functions.owner.decodeResult(owner)),
  }
}
