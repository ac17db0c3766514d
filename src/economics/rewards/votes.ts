import { UTC_MONTH } from '../period'
import type { BaseUnits } from '../units'
import { byAccount } from './participants'
import { mainPot, type WeightedParticipant } from './pot'
import type { MainPotRuleset } from './ruleset'

/** A vote cast inside the period. */
export interface CastVote {
  readonly id: string
  readonly voter: string
  readonly proposal: bigint
  /** voting power when it was cast */
  readonly power: BaseUnits
}

/** The governance pool, by Σ voting power; one vote per address and proposal counts, the first. */
export const votesV1: MainPotRuleset<CastVote> = {
  name: 'votes/v1',
  period: UTC_MONTH,
  entries: 'votes',
  weigh,
  pots: mainPot(weigh),
}

function weigh(votes: readonly CastVote[]): WeightedParticipant[] {
  const first = new Map<string, CastVote>()
  for (const vote of votes) {
    const key = `${vote.voter} ${vote.proposal}`
    const earlier = first.get(key)
    // Ids of events sort by block and place in it.
    if (earlier === undefined || vote.id < earlier.id) first.set(key, vote)
  }
  return byAccount(
    [...first.values()].map(({ id, voter, proposal, power }) => ({
      account: voter,
      key: id,
      part: { vote: id, proposal, weight: power },
    })),
  )
}
