import { perEvent } from '../factTable'

export const revenueFacts = [
  perEvent('RevenueReceived', 'revenue', {
    since: '0001-facts',
    columns: {
      source: 'LowCardinality(String)',
      payer: 'String',
      asset: 'LowCardinality(String)',
      amount: 'UInt256',
      stakers: 'UInt256',
      nodes: 'UInt256',
      buyback: 'UInt256',
    },
    amounts: ['amount', 'stakers', 'nodes', 'buyback'],
  }),
]

export const buybackFacts = [
  perEvent('BoughtBack', 'buyback', {
    since: '0001-facts',
    columns: { eth_spent: 'UInt256', tokens_burned: 'UInt256' },
    amounts: ['eth_spent', 'tokens_burned'],
  }),
]
