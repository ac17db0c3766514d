import { perEvent } from '../factTable'

export const claimFacts = [
  perEvent('Claimed', 'reward_claim', {
    since: '0001-facts',
    columns: { program_id: 'LowCardinality(String)', period: 'UInt256', account: 'String', amount: 'UInt256' },
    amounts: ['amount'],
  }),
]
