import { type FactTable, perEvent, word } from '../factTable'

export const revenueFacts: readonly FactTable[] = [
  perEvent('revenue-vault.RevenueReceived', 'revenue', {
    since: '0001-facts',
    columns: { source: word, payer: 'String', asset: word },
    amounts: ['amount', 'stakers', 'nodes', 'buyback'],
  }),
  perEvent('revenue-vault.BoughtBack', 'buyback', {
    since: '0001-facts',
    after: 'revenue_route',
    columns: {},
    amounts: ['eth_spent', 'tokens_burned'],
  }),
]
