import { perEvent, word } from '../factTable'

export const claimFacts = [
  perEvent('Claimed', 'reward_claim', {
    since: '0001-facts',
    columns: { program_id: word, period: 'UInt256', account: 'String' },
    amounts: ['amount'],
  }),
]
