import { perEvent, word } from '../factTable'

export const revenueFacts = [
  perEvent('RevenueReceived', 'revenue', {
    since: '0001-facts',
    columns: { source: word, payer: 'String', asset: word },
    amounts: ['amount', 'stakers', 'nodes', 'buyback'],
  }),
]

export const buybackFacts = [
  perEvent('BoughtBack', 'buyback', {
    since: '0001-facts',
    columns: {},
    amounts: ['eth_spent', 'tokens_burned'],
  }),
]
