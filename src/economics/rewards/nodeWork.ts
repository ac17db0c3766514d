import { UTC_MONTH } from '../period'
import type { Bps } from '../units'
import { byAccount } from './participants'
import { mainPot, type WeightedParticipant } from './pot'
import type { MainPotRuleset } from './ruleset'

/** A node's work and uptime in a month: neither is on the chain, so both are sealed as evidence. */
export interface NodeWork {
  readonly account: string
  /** jobs completed */
  readonly jobs: number
  /** micro-CU of completed jobs */
  readonly computeUnits: bigint
  readonly uptimeBps: Bps
}

/** "Proof of Sync": the nodes' part of revenue by verified compute units × uptime. */
export const destraNodeWorkV1: MainPotRuleset<NodeWork> = {
  name: 'destra-node-work/v1',
  period: UTC_MONTH,
  entries: 'work',
  weigh,
  pots: mainPot(weigh),
}

function weigh(work: readonly NodeWork[]): WeightedParticipant[] {
  return byAccount(
    work.map(({ account, jobs, computeUnits, uptimeBps }) => {
      const part = { jobs, computeUnits, uptimeBps, weight: computeUnits * BigInt(uptimeBps) }
      return { account, key: account, part }
    }),
  )
}
