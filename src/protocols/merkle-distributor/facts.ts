import { type FactTable, perEvent, word } from '../factTable'

/** Of a claim, whichever distributor paid it. */
export const claimColumns = {
  since: '0001-facts',
  columns: { program_id: word, period: 'UInt256', account: 'String' },
  amounts: ['amount'],
} as const

export const claimFacts: readonly FactTable[] = [perEvent('merkle-distributor.Claimed', 'reward_claim', claimColumns)]
