import { governBills, openBill, refundBill, settleBill } from './bills'
import { closeEpoch, configureDomain, mintModel, routeRevenue, stakeDomain, work } from './domains'
import { changeStake, jail, registerNode, slash } from './nodes'
import { claim, deposit, stake, threshold, unstake } from './pool'
import { claimReward, publish, revenue, revenueBuyback } from './revenue'
import type { Action } from './scene'
import { burn, huge, mint, odd, price, profileBuyback, transfer, usageBurn, vote } from './token'

/** How often each happens, in parts of the whole. */
const weights: readonly (readonly [number, Action])[] = [
  [3, mint],
  [14, transfer],
  [4, burn],
  [3, profileBuyback],
  [4, usageBurn],
  [2, price],
  [2, vote],
  [8, stake],
  [7, unstake],
  [1, threshold],
  [3, deposit],
  [3, claim],
  [2, governBills],
  [7, openBill],
  [5, settleBill],
  [1, refundBill],
  [3, registerNode],
  [3, changeStake],
  [3, slash],
  [2, jail],
  [3, revenue],
  [2, revenueBuyback],
  [2, publish],
  [3, claimReward],
  [2, mintModel],
  [1, configureDomain],
  [2, routeRevenue],
  [3, work],
  [3, stakeDomain],
  [1, closeEpoch],
]
const table = weights.flatMap(([weight, action]) => Array.from({ length: weight }, () => action))

/** What a trial of row L8 adds to the economy. */
export const oddities: readonly Action[] = [huge, odd]

export const actions: readonly Action[] = table
