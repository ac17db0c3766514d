import { type FactTable, perEvent, word } from '../factTable'

export const claimFacts: readonly FactTable[] = [
  perEvent('merkle-distributor.Claimed', 'reward_claim', {
    since: '0001-facts',
    columns: { program_id: word, period: 'UInt256', account: 'String' },
    amounts: ['amount'],
  }),
]
